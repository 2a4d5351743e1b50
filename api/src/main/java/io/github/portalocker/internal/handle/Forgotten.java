package io.github.portalocker.internal.handle;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicBoolean;

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

    /** What an object stands for that can be forgotten; must not keep that object reachable. */
    interface Watched {
        /** Whether there is nothing left to close. */
        boolean isClosed();

        /** For the warning. */
        String description();
    }

    private static final class Watch extends WeakReference<Object> {
        final Watched watched;

        Watch(Object object, Watched watched) {
            super(object, QUEUE);
            this.watched = watched;
        }
    }

    /**
     * Watches an object.
     *
     * @return what must be kept reachable for as long as the object may be forgotten
     */
    static Object watch(Object object, Watched watched) {
        for (Reference<?> gone = QUEUE.poll(); gone != null; gone = QUEUE.poll()) {
            if (gone instanceof Watch watch && !watch.watched.isClosed()) {
                warn(watch.watched.description());
            }
        }
        return new Watch(object, watched);
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
