package io.github.portalocker.windows;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

import io.github.portalocker.Availability;
import io.github.portalocker.LockDomain;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.OpenOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class WindowsBackendTest {
    private static final boolean ON_WINDOWS = File.separatorChar == '\\';

    @Test
    void describesItself() {
        WindowsBackend backend = new WindowsBackend();
        assertThat(backend.name()).isEqualTo("windows");
        assertThat(backend.priority()).isEqualTo(110);
        assertThat(backend.domains()).containsExactly(LockDomain.WINDOWS);
    }

    @Test
    void isAServiceProvider() {
        assertThat(ServiceLoader.load(LockBackend.class).stream().map(ServiceLoader.Provider::type))
                .contains(WindowsBackend.class);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void saysElsewhereThatItIsForWindows(@TempDir Path dir) {
        WindowsBackend backend = new WindowsBackend();
        assertThat(backend.availability())
                .isInstanceOfSatisfying(
                        Availability.NotForThisPlatform.class,
                        answer -> assertThat(answer.reason()).contains("for Windows", System.getProperty("os.name")));
        assertThatThrownBy(() -> backend.open(dir.resolve("lock"), OpenOptions.DEFAULT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not available");
        assertThat(dir.resolve("lock")).doesNotExist();
    }

    @Test
    void loadsAndAnswersWithoutJna() throws Exception {
        List<URL> withoutJna = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().matches("jna-\\d.*"))
                .map(WindowsBackendTest::url)
                .toList();
        try (URLClassLoader loader =
                new URLClassLoader(withoutJna.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Object backend = loader.loadClass(WindowsBackend.class.getName())
                    .getConstructor()
                    .newInstance();
            assertThat(backend.getClass().getMethod("name").invoke(backend)).isEqualTo("windows");
            assertThat(backend.getClass()
                            .getMethod("availability")
                            .invoke(backend)
                            .toString())
                    .contains(ON_WINDOWS ? "JNA is missing" : "NotForThisPlatform");
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
