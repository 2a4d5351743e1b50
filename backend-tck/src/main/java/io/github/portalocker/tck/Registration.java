package io.github.portalocker.tck;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.spi.LockBackend;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks how a backend is registered.
 *
 * @since 0.1.0
 */
public final class Registration {
    private Registration() {}

    /**
     * Fails unless the services file (for the class path) and the module descriptor (for the module path) of the folder or
     * jar that holds this class name the same providers, this one among them.
     */
    public static void requireAgreement(Class<? extends LockBackend> provider) throws Exception {
        Path home = Path.of(
                provider.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> inFile = Files.readAllLines(home.resolve("META-INF/services/" + LockBackend.class.getName()));
        ModuleDescriptor module =
                ModuleFinder.of(home).findAll().iterator().next().descriptor();
        List<String> inModule = module.provides().stream()
                .filter(provides -> provides.service().equals(LockBackend.class.getName()))
                .flatMap(provides -> provides.providers().stream())
                .toList();
        assertThat(inModule).containsExactlyInAnyOrderElementsOf(inFile).contains(provider.getName());
    }
}
