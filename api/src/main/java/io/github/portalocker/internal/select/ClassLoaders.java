package io.github.portalocker.internal.select;

import io.github.portalocker.spi.LockBackend;
import org.jspecify.annotations.Nullable;

/** Class loaders, and what they are called in messages. */
final class ClassLoaders {
    private ClassLoaders() {}

    /** The one that loaded this library; null is the JVM's own. */
    static @Nullable ClassLoader own() {
        return LockBackend.class.getClassLoader();
    }

    /** The context class loader of this thread, if it can show more than the one of this library. */
    static @Nullable ClassLoader context() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        for (ClassLoader loader = own(); loader != null; loader = loader.getParent()) {
            if (loader == context) {
                return null;
            }
        }
        return context;
    }

    /** Why backends that this loader shows could not be used by this copy of the library; null if they can. */
    static @Nullable String mismatch(ClassLoader loader) {
        try {
            return Class.forName(LockBackend.class.getName(), false, loader) == LockBackend.class
                    ? null
                    : "which has another copy of this library";
        } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
            return "which does not see this library";
        }
    }

    /** Short, and the same for the same loader: those of application servers print pages. */
    static String describe(@Nullable ClassLoader loader) {
        if (loader == null) {
            return "bootstrap";
        }
        String name = loader.getName() == null ? "" : "'" + loader.getName() + "' ";
        return name + loader.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(loader));
    }
}
