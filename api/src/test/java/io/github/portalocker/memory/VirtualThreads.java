package io.github.portalocker.memory;

/** Virtual threads, which Java 17 does not know. */
public final class VirtualThreads {
    private VirtualThreads() {}

    /** Whether this Java has them. */
    public static boolean exist() {
        return Runtime.version().feature() >= 21;
    }

    static boolean isVirtual(Thread thread) {
        return exist() && (boolean) call("isVirtual", thread);
    }

    private static Object call(String method, Thread thread) {
        try {
            return Thread.class.getMethod(method).invoke(thread);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** A started virtual thread. */
    public static Thread start(Runnable body) {
        try {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
