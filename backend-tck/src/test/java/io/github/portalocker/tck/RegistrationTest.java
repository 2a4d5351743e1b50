package io.github.portalocker.tck;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

import io.github.portalocker.spi.LockBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A backend that has no module descriptor; those of this project, which have one, check their own. */
final class RegistrationTest {
    private static final String NAME = Unregistered.class.getName();
    private static final String SERVICES = "META-INF/services/" + LockBackend.class.getName();

    /** Never made: only where its class is counts. */
    abstract static class Unregistered implements LockBackend {}

    @Test
    void servicesFileIsEnoughForAFolderWithoutAModuleDescriptor(@TempDir Path home) throws Exception {
        write(home, "# ours\n\n" + NAME + " # the only one\n");
        requireAgreement(home);
    }

    @Test
    void servicesFileOfAJarIsReadInTheJar(@TempDir Path dir) throws Exception {
        Path jar = dir.resolve("backend.jar");
        try (FileSystem files = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of("create", "true"))) {
            write(files.getPath("/"), NAME);
        }
        requireAgreement(jar);
    }

    @Test
    void servicesFileThatDoesNotNameTheBackendIsNamed(@TempDir Path home) throws Exception {
        write(home, "# " + NAME);
        assertThatThrownBy(() -> requireAgreement(home))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(SERVICES, NAME);
        Files.delete(home.resolve(SERVICES));
        assertThatThrownBy(() -> requireAgreement(home))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(SERVICES);
    }

    /** The class and the services file, as a build puts them there. */
    private static void write(Path home, String services) throws IOException {
        String entry = NAME.replace('.', '/') + ".class";
        Path file = home.resolve(entry);
        Files.createDirectories(file.getParent());
        try (InputStream bytes =
                requireNonNull(RegistrationTest.class.getClassLoader().getResourceAsStream(entry))) {
            Files.copy(bytes, file);
        }
        Files.createDirectories(home.resolve(SERVICES).getParent());
        Files.writeString(home.resolve(SERVICES), services);
    }

    private static void requireAgreement(Path home) throws Exception {
        try (URLClassLoader loader = new ThereFirst(home.toUri().toURL())) {
            Registration.requireAgreement(loader.loadClass(NAME).asSubclass(LockBackend.class));
        }
    }

    /** Looks for the backend in its own place, and for all else in the class path. */
    private static final class ThereFirst extends URLClassLoader {
        ThereFirst(URL home) {
            super(new URL[] {home}, RegistrationTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.equals(NAME) ? findClass(name) : super.loadClass(name, resolve);
        }
    }
}
