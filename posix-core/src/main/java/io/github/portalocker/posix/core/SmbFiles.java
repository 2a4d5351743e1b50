package io.github.portalocker.posix.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * The files on SMB that this process has locked, or is about to lock.
 *
 * <p>Linux' client lets descriptors that were opened alike share one open file of the server, even those of several processes.
 *
 * <p>To close one descriptor of such a file may drop the lock that another descriptor of the same process has, without an error:
 * Linux' client does so while it alone has the file open. Every refused attempt closes one. So as long as there is a lock, such
 * descriptors are kept open, for the next attempt to open the file.
 */
final class SmbFiles {
    private static final Map<FileStatus.Identity, SmbFiles> LOCKED = new HashMap<>(); // guarded by itself

    /** Whether it is worth looking. */
    private static volatile boolean any;

    private final Deque<LockFileOpener.Opened> kept = new ArrayDeque<>(1);

    /** What has a shared lock that its holder has released: to unlock it would take the lock from all who share it. */
    private final Deque<LockFileOpener.Opened> released = new ArrayDeque<>(1);

    private int locks;
    private int ownLocks;

    private SmbFiles() {}

    /** To be called before an attempt, so that no thread closes a descriptor between that and its success. */
    static void enter(FileStatus.Identity file) {
        synchronized (LOCKED) {
            LOCKED.computeIfAbsent(file, unused -> new SmbFiles()).locks++;
            any = true;
        }
    }

    /** To be called after an attempt that failed, or when the lock has been released. */
    static void leave(FileStatus.Identity file, Libc libc, PosixPlatform platform) {
        synchronized (LOCKED) {
            SmbFiles locked = LOCKED.get(file);
            if (locked != null && --locked.locks == 0) {
                LOCKED.remove(file);
                any = !LOCKED.isEmpty();
                locked.kept.forEach(opened -> libc.close(opened.descriptor()));
                for (LockFileOpener.Opened opened : locked.released) {
                    // a child that is being started has a copy, whose closing is not ours to the client
                    LockProtocol.OFD.undoRefusal(libc, platform, opened.descriptor(), LockRange.WHOLE_FILE);
                    libc.close(opened.descriptor());
                }
            }
        }
    }

    /** Whether the caller's attempt is all that this process has to do with the file's locks. */
    static boolean isOnlyAttempt(FileStatus.Identity file) {
        synchronized (LOCKED) {
            SmbFiles locked = LOCKED.get(file);
            return locked != null && locked.locks == 1;
        }
    }

    /** Counts the locks that are held and are not shared ones of the whole file. */
    static void countOwn(FileStatus.Identity file, int more) {
        synchronized (LOCKED) {
            LOCKED.get(file).ownLocks += more;
        }
    }

    /**
     * Gives a shared lock of the whole file back, by closing its descriptor when this process has no lock on the file any
     * more; false if it holds other locks that this would take with it.
     */
    static boolean release(LockFileOpener.Opened opened) {
        synchronized (LOCKED) {
            SmbFiles locked = LOCKED.get(opened.file());
            if (locked == null || locked.ownLocks > 0) {
                return false;
            }
            locked.released.push(opened);
            return true;
        }
    }

    /** Closes a file that was opened, or keeps it open; answers as close(2) does. */
    static int close(LockFileOpener.Opened opened, Libc libc) {
        synchronized (LOCKED) {
            SmbFiles locked = LOCKED.get(opened.file());
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
