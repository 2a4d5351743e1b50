package io.github.portalocker.posix.faults;

import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import com.sun.jna.Native;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.Portalocker;
import io.github.portalocker.jna.JnaTroubles;
import io.github.portalocker.nio.NioBackend;
import io.github.portalocker.posix.PosixFlockBackend;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.tck.FatJar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The library in the class loaders of an application server: the API in one that all applications share, backends elsewhere. */
@EnabledOnOs(OS.LINUX)
final class ClassLoadersTest {
    private static final Class<?>[] POSIX = {PosixFlockBackend.class, PosixLockBackend.class, JnaTroubles.class};
    private static final String API = "io.github.portalocker.";

    private final List<URLClassLoader> loaders = new ArrayList<>();

    @TempDir
    private Path dir;

    /** With the jars of these classes; JNA's native library is in the parent of all, as the library needs it. */
    private URLClassLoader loader(ClassLoader parent, Class<?>... homes) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Class<?> type : homes) {
            urls.add(FatJar.home(type).toUri().toURL());
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), parent);
        loaders.add(loader);
        return loader;
    }

    private URLClassLoader server(Class<?>... homes) throws Exception {
        List<Class<?>> all = new ArrayList<>(List.of(homes));
        all.add(Portalocker.class);
        all.add(Native.class);
        return loader(ClassLoader.getPlatformClassLoader(), all.toArray(Class<?>[]::new));
    }

    @AfterEach
    void closeLoaders() throws Exception {
        for (URLClassLoader loader : loaders) {
            loader.close();
        }
    }

    private static <T> T withContext(ClassLoader context, Callable<T> action) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            return action.call();
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Through the static functions, as this context class loader; the backend that gave the lock. */
    private String lock(ClassLoader library, ClassLoader context) throws Exception {
        Class<?> mode = library.loadClass(API + "LockMode");
        return withContext(
                context,
                () -> name((AutoCloseable) library.loadClass(API + "Portalocker")
                        .getMethod("tryLock", Path.class, mode)
                        .invoke(
                                null,
                                dir.resolve("lock"),
                                mode.getField("EXCLUSIVE").get(null))));
    }

    private static String name(AutoCloseable lock) throws Exception {
        try (AutoCloseable held = requireNonNull(lock)) {
            return (String) held.getClass()
                    .getClassLoader()
                    .loadClass(API + "HeldFileLock")
                    .getMethod("backend")
                    .invoke(held);
        }
    }

    private static Object locker(ClassLoader library, ClassLoader context, ClassLoader searched) throws Exception {
        Object builder =
                library.loadClass(API + "FileLocker").getMethod("builder").invoke(null);
        builder.getClass().getMethod("classLoader", ClassLoader.class).invoke(builder, searched);
        return withContext(context, () -> builder.getClass().getMethod("build").invoke(builder));
    }

    private static String name(ClassLoader loader) {
        return loader.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(loader));
    }

    @Test
    void backendsOfAnApplicationAreFoundByTheLibraryOfTheServer() throws Exception {
        ClassLoader server = server();
        ClassLoader application = loader(server, POSIX);
        assertThat(lock(server, application)).isEqualTo("posix-flock");
    }

    @Test
    void backendsOfAnApplicationServeNoOtherThread() throws Exception {
        ClassLoader server = server();
        ClassLoader application = loader(server, POSIX);
        ClassLoader other = loader(server);
        assertThat(lock(server, application)).isEqualTo("posix-flock");
        assertThatThrownBy(() -> lock(server, other))
                .hasMessageContainingAll(
                        "no lock backend can be used here",
                        name(server) + " (of this library)",
                        name(other) + " (context of the thread)");
        assertThatThrownBy(() -> lock(server, null)).hasMessageContaining(name(server));
        assertThat(locker(server, null, application)).hasToString("FileLocker[posix-flock]");
    }

    @Test
    void fallbackOfTheServerIsNotTakenBesideTheNativeBackendOfAnApplication() throws Exception {
        ClassLoader server = server(NioBackend.class);
        ClassLoader application = loader(server, POSIX);
        assertThat(lock(server, null)).as("before a native backend is known").isEqualTo("nio");
        assertThatThrownBy(() -> lock(server, application))
                .as("although the fallback was chosen before")
                .hasMessageContainingAll(
                        "'posix-flock', which is meant for this system",
                        name(application),
                        "classLoader(...)",
                        "-Dportalocker.backend=nio");
        assertThat(locker(server, application, application)).hasToString("FileLocker[posix-flock]");
        assertThat(locker(server, application, server)).hasToString("FileLocker[nio]");
    }

    @Test
    void backendThatOnlyItsClassLoaderShowsNamesTheHolders() throws Exception {
        ClassLoader server = server();
        Object locker = locker(server, null, loader(server, POSIX));
        Path file = dir.resolve("lock");
        Class<?> mode = server.loadClass(API + "LockMode");
        Method lock = locker.getClass().getMethod("lock", Path.class, mode, Duration.class);
        Object exclusive = mode.getField("EXCLUSIVE").get(null);
        try (HeldFileLock held = Portalocker.lock(file, LockMode.EXCLUSIVE)) {
            // looked for within a tenth of the timeout, which can be too short on a busy machine, and while classes are
            // loaded
            await().atMost(60, TimeUnit.SECONDS)
                    .untilAsserted(
                            () -> assertThatThrownBy(() -> lock.invoke(locker, file, exclusive, Duration.ofMillis(500)))
                                    .as("beside %s", held)
                                    .cause()
                                    .hasMessageContaining("held by this process"));
        }
    }

    @Test
    void nativeBackendOfTheServerServesAllApplications() throws Exception {
        List<Class<?>> homes = new ArrayList<>(List.of(POSIX));
        homes.add(NioBackend.class);
        ClassLoader server = server(homes.toArray(Class<?>[]::new));
        assertThat(lock(server, loader(server))).isEqualTo("posix-flock");
        assertThat(lock(server, null)).isEqualTo("posix-flock");
    }

    @Test
    void anotherCopyOfTheLibraryIsNoneOfItsBusiness() throws Exception {
        ClassLoader one = server(NioBackend.class);
        ClassLoader jna = loader(ClassLoader.getPlatformClassLoader(), Native.class);
        ClassLoader copy =
                loader(jna, Portalocker.class, PosixFlockBackend.class, PosixLockBackend.class, JnaTroubles.class);
        assertThat(lock(one, copy)).isEqualTo("nio");
        assertThat(lock(copy, one)).isEqualTo("posix-flock");
        assertThatThrownBy(() -> locker(one, null, copy))
                .hasMessageContainingAll(name(copy), "which has another copy of this library");
    }

    /** With a backend that uses no JNA: JNA keeps the classes for which it has bound functions. */
    @Test
    void applicationThatHasStoppedCanBeUnloadedAlthoughItsBackendWasUsed() throws Exception {
        ClassLoader server = server();
        assertUnloads(server, runAndStop(server, "nio", NioBackend.class), () -> loader(server, NioBackend.class));
    }

    @Test
    void applicationThatHasStoppedCanBeUnloadedWhereTheServerHasTheBackends() throws Exception {
        ClassLoader server = server(POSIX);
        assertUnloads(server, runAndStop(server, "posix-flock"), () -> loader(server));
    }

    private void assertUnloads(ClassLoader server, WeakReference<ClassLoader> stopped, Callable<ClassLoader> next)
            throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (stopped.get() != null && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(stopped.get()).isNull();
        assertThat(lock(server, next.call())).as("the next application").isNotEmpty();
    }

    private WeakReference<ClassLoader> runAndStop(ClassLoader server, String backend, Class<?>... homes)
            throws Exception {
        URLClassLoader application = loader(server, homes);
        assertThat(lock(server, application)).isEqualTo(backend);
        loaders.remove(application);
        application.close();
        return new WeakReference<>(application);
    }
}
