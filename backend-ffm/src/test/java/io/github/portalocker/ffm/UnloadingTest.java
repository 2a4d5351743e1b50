package io.github.portalocker.ffm;

import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.Portalocker;
import io.github.portalocker.jna.JnaTroubles;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.tck.FatJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** Applications that bring this backend with them can be stopped for good: unlike JNA, java.lang.foreign keeps nothing of them. */
final class UnloadingTest {
    private static final String PACKAGE = "io.github.portalocker.";

    @TempDir
    private Path dir;

    private static URL home(Class<?> type) throws MalformedURLException {
        return FatJar.home(type).toUri().toURL();
    }

    @Test
    void applicationThatHasStoppedCanBeUnloaded() throws Exception {
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader server = new URLClassLoader(new URL[] {home(Portalocker.class)}, platform)) {
            List<WeakReference<ClassLoader>> stopped = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                stopped.add(runAndStop(server));
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (stopped.stream().anyMatch(loader -> loader.get() != null) && System.nanoTime() < end) {
                System.gc();
                Thread.sleep(50);
            }
            assertThat(stopped).allSatisfy(loader -> assertThat(loader.get()).isNull());
        }
    }

    private WeakReference<ClassLoader> runAndStop(ClassLoader server) throws Exception {
        URL[] urls = {home(PosixLockBackend.class), home(JnaTroubles.class), home(FfmFlockBackend.class)};
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader application = new URLClassLoader(urls, server)) {
            thread.setContextClassLoader(application);
            Class<?> mode = application.loadClass(PACKAGE + "LockMode");
            Object lock = application
                    .loadClass(PACKAGE + "Portalocker")
                    .getMethod("tryLock", Path.class, mode)
                    .invoke(
                            null,
                            dir.resolve("lock"),
                            mode.getField("EXCLUSIVE").get(null));
            try (AutoCloseable held = (AutoCloseable) requireNonNull(lock)) {
                assertThat(held).asString().contains("ffm-flock");
            }
            return new WeakReference<>(application);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
