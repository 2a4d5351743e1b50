package io.github.portalocker.tck;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
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
    private static final String SERVICES = "META-INF/services/" + LockBackend.class.getName();

    private Registration() {}

    /**
     * Fails unless the services file (for the class path) of the folder or jar that holds this class names it, and the module
     * descriptor (for the module path), if there is one, names the same providers.
     */
    public static void requireAgreement(Class<? extends LockBackend> provider) throws Exception {
        Path home = Path.of(
                provider.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> inFile = inServicesFile(home);
        assertThat(inFile).as(SERVICES).contains(provider.getName());
        for (ModuleReference module : ModuleFinder.of(home).findAll()) {
            assertThat(inModule(module)).as(module.toString()).containsExactlyInAnyOrderElementsOf(inFile);
        }
    }

    private static List<String> inServicesFile(Path home) throws IOException {
        if (Files.isDirectory(home)) {
            return providers(home.resolve(SERVICES));
        }
        try (FileSystem jar = FileSystems.newFileSystem(home)) {
            return providers(jar.getPath(SERVICES));
        }
    }

    private static List<String> providers(Path servicesFile) throws IOException {
        return Files.readAllLines(servicesFile).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static List<String> inModule(ModuleReference module) {
        return module.descriptor().provides().stream()
                .filter(provides -> provides.service().equals(LockBackend.class.getName()))
                .flatMap(provides -> provides.providers().stream())
                .toList();
    }
}
