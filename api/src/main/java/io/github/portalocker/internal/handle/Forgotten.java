package io.github.portalocker.internal.handle;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.github.portalocker.internal.log.Log;

/**
 * Warns, once in this JVM, of an object that was collected without having been closed: its lock stays held, or its file open,
 * until the process ends.
 *
 * <p>Looked for when the next object is watched, without a thread.
 */
public final class Forgotten {
    private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private Forgotten() {}

    private static final class Watch extends WeakReference<Object> {
        final String kind;
        final Object what;
        final BooleanSupplier isClosed;

        Watch(Object object, String kind, Object what, BooleanSupplier isClosed) {
            super(object, QUEUE);
            this.kind = kind;
            this.what = what;
            this.isClosed = isClosed;
        }
    }

    /**
     * Watches an object.
     *
     * @param what for the warning; must not keep the object reachable, either
     * @param isClosed must not keep the object reachable
     * @return what must be kept reachable for as long as the object may be forgotten
     */
    public static Object watch(Object object, String kind, Object what, BooleanSupplier isClosed) {
        for (Reference<?> gone = QUEUE.poll(); gone != null; gone = QUEUE.poll()) {
            if (gone instanceof Watch watch && !watch.isClosed.getAsBoolean()) {
                warn(watch.kind + watch.what);
            }
        }
        return new Watch(object, kind, what, isClosed);
    }

    private static void warn(String what) {
        if (WARNED.compareAndSet(false, true)) {
            Log.warn(
                    () -> what
                            + " was never closed, and the object that could close it is gone. It stays until the process"
                            + " ends; close it in try-with-resources. There may be more; this is said once",
                    null);
        }
    }
}
