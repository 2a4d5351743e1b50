package io.github.portalocker.tck;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The library once more in this JVM, loaded by a class loader of its own. */
final class Stranger implements AutoCloseable {
    private final URLClassLoader loader;
    private final Object locker;
    private final Method tryLock;
    private final Object exclusive;

    Stranger(String backend) throws ReflectiveOperationException, MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        loader = new URLClassLoader(urls.toArray(URL[]::new), new Jna());
        Class<?> lockerType = loader.loadClass("io.github.portalocker.FileLocker");
        Object builder = lockerType.getMethod("builder").invoke(null);
        Class<?> mode = loader.loadClass("io.github.portalocker.LockMode");
        builder.getClass().getMethod("backend", String.class).invoke(builder, backend);
        locker = builder.getClass().getMethod("build").invoke(builder);
        tryLock = lockerType.getMethod("tryLock", Path.class, mode);
        exclusive = mode.getField("EXCLUSIVE").get(null);
    }

    /** All is loaded once more, the backend too, but not JNA: a JVM loads its native library once. */
    private static final class Jna extends ClassLoader {
        Jna() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("com.sun.jna.")) {
                return Stranger.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    boolean couldLock(Path file) throws Exception {
        try (AutoCloseable lock = (AutoCloseable) tryLock.invoke(locker, file, exclusive)) {
            return lock != null;
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
