package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/** A channel that files are locked through, and what this JVM has locked of the file that it is on. */
final class KnownChannel {
    final LockChannel channel;
    private volatile FileLocks locks;

    /** There was no lock on a caller's channel of this file when so many had been taken. */
    private volatile long clearOf = CallersLocks.NONE;

    /** It has met the lock of code that does not lock through this library. */
    private volatile boolean metOthers;

    /** Takes a channel of the file with this key, or, by itself, one of a file that is not known. */
    KnownChannel(LockChannel channel, Object identity) {
        this.channel = channel;
        this.locks = new FileLocks(identity);
        SameFile.add(locks);
    }

    /** Nothing is locked through this object any more. */
    void forget() throws IOException {
        with(file -> {
            file.users--;
            if (file.users == 0) {
                SameFile.remove(file);
            }
            return true;
        });
    }

    Object identity() {
        return latest().identity();
    }

    FileLocks latest() {
        FileLocks latest = locks.latest();
        locks = latest;
        return latest;
    }

    /** An attempt through the channel has met no lock of this JVM. */
    void isClearOf(long count) {
        clearOf = count;
        metOthers = false;
    }

    /**
     * Whether no other channel of this JVM has a lock on the file, as far as is known, or can be found out.
     *
     * @param mayTry whether an attempt to lock is allowed, which is sure to tell
     */
    boolean isAlone(boolean mayTry) {
        boolean metNone = !metOthers && !CallersLocks.areThereSince(clearOf);
        return metNone || (mayTry && !ChannelLock.isLockedHere(channel));
    }

    /** The locks that make up the range, with one more holder each; null if others, here or elsewhere, hold some of its bytes. */
    @Nullable
    List<Piece> tryLock(LockRange range, LockMode mode, @Nullable Path path) throws IOException {
        while (true) {
            try {
                return with(file -> file.tryLock(this, range, mode, path));
            } catch (OverlappingFileLockException e) {
                if (!SameFile.isFoundFor(this)) {
                    metOthers = true;
                    return null;
                }
            }
        }
    }

    void unlock(List<Piece> held) throws IOException {
        with(file -> {
            file.unlock(channel, held);
            return true;
        });
    }

    boolean areLocked(List<Piece> held) throws IOException {
        return Boolean.TRUE.equals(with(file -> file.areLocked(held)));
    }

    private interface Action<T> {
        @Nullable
        T on(FileLocks file) throws IOException;
    }

    /** Under the monitor of the locks that count. */
    private <T> @Nullable T with(Action<T> action) throws IOException {
        while (true) {
            FileLocks now = latest();
            synchronized (now) {
                if (!now.isMerged()) {
                    return action.on(now);
                }
            }
        }
    }
}
