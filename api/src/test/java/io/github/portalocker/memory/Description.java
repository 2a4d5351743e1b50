package io.github.portalocker.memory;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * What carries a lock, as an open file description does: of a handle, of a caller's channel or of another process.
 *
 * <p>Guarded by the monitor of its files.
 */
final class Description {
    final MemoryFile file;
    final LockRange range;

    @Nullable
    LockMode mode;

    /** Whether the server has dropped the lock of this mode; read without the monitor, too. */
    volatile boolean lost;

    /** Who wants to know of the loss of this lock; of a backend that tells of losses. */
    private @Nullable Runnable onLoss;

    /** Those who rely on the lock now, as the {@link Judge} knows them; a loss gives those that come a new set. */
    Visits visits = new Visits();

    /** How many rely on one lock. */
    static final class Visits {
        int count;
    }

    Description(MemoryFile file, LockRange range) {
        this.file = file;
        this.range = range;
    }

    /** One attempt. */
    boolean tryLock(LockMode wanted) {
        if (file.descriptions.stream().anyMatch(other -> other.isInTheWayOf(this, wanted))) {
            return false;
        }
        mode = wanted;
        lost = false;
        onLoss = null;
        return true;
    }

    /** Whether there is a lock here that keeps others out. */
    boolean isLocked() {
        return mode != null && !lost;
    }

    void unlock() {
        mode = null;
        lost = false;
    }

    /** The server drops the lock and does not say so. */
    void lose() {
        if (mode != null) {
            lost = true;
            visits = new Visits();
            if (onLoss != null) {
                onLoss.run();
            }
        }
    }

    /** Tells of the loss of the lock. */
    boolean onLoss(Runnable listener) {
        onLoss = listener;
        if (lost) {
            listener.run();
        }
        return lost;
    }

    /** Closing releases. */
    void close() {
        unlock();
        visits = new Visits();
        file.descriptions.remove(this);
    }

    private boolean isInTheWayOf(Description other, LockMode wanted) {
        return this != other
                && isLocked()
                && (wanted == LockMode.EXCLUSIVE || mode == LockMode.EXCLUSIVE)
                && range.overlaps(other.range);
    }

    @Override
    public String toString() {
        return (range.equals(LockRange.WHOLE_FILE) ? "" : range + " of ")
                + file
                + (mode == null ? ", not locked" : ", " + mode)
                + (lost ? ", lost" : "");
    }
}
