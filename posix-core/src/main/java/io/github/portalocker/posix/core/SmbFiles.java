package io.github.portalocker.posix.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The files on SMB that this process has locked, or is about to lock.
 *
 * <p>To close one descriptor of such a file may drop the lock that another descriptor of the same process has, and nobody is told:
 * so Linux' client does while it alone has the file open. Whoever is refused closes one. So as long as there is a lock, what
 * would be closed is kept, for whoever opens the file next.
 */
final class SmbFiles {
    private static final Map<FileStatus.Identity, SmbFiles> LOCKED = new HashMap<>(); // guarded by itself

    /** Whether it is worth looking. */
    private static volatile boolean any;

    private final Deque<LockFileOpener.Opened> kept = new ArrayDeque<>(1);
    private int locks;

    private SmbFiles() {}

    /** To be called before an attempt, so that nobody closes a descriptor between that and its success. */
    static void enter(FileStatus.Identity file) {
        synchronized (LOCKED) {
            LOCKED.computeIfAbsent(file, unused -> new SmbFiles()).locks++;
            any = true;
        }
    }

    /** To be called after an attempt that failed, or when the lock has been given back. */
    static void leave(FileStatus.Identity file, Libc libc) {
        synchronized (LOCKED) {
            SmbFiles locked = LOCKED.get(file);
            if (locked != null && --locked.locks == 0) {
                LOCKED.remove(file);
                any = !LOCKED.isEmpty();
                locked.kept.forEach(opened -> libc.close(opened.descriptor()));
            }
        }
    }

    /** Closes a file that was opened, or keeps it open; answers as close(2) does. */
    static int close(LockFileOpener.Opened opened, Libc libc) {
        synchronized (LOCKED) {
            SmbFiles locked = LOCKED.get(opened.status().identity());
            if (locked == null) {
                return libc.close(opened.descriptor());
            }
            locked.kept.push(opened);
            return 0;
        }
    }

    static boolean any() {
        return any;
    }

    /** What was kept open of this file; null if nothing was. */
    static LockFileOpener.@Nullable Opened take(FileStatus.Identity file) {
        synchronized (LOCKED) {
            SmbFiles locked = LOCKED.get(file);
            return locked == null ? null : locked.kept.poll();
        }
    }
}
