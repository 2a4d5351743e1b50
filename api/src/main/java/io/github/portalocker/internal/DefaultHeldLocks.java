package io.github.portalocker.internal;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.portalocker.HeldLock;
import io.github.portalocker.HeldLocks;

/** Released in the reverse order of their acquisition. */
public final class DefaultHeldLocks implements HeldLocks {
    private final List<HeldLock> locks;

    /** Takes over the locks, in the order of their acquisition. */
    public DefaultHeldLocks(List<? extends HeldLock> acquired) {
        List<HeldLock> reversed = new ArrayList<>(acquired);
        Collections.reverse(reversed);
        this.locks = List.copyOf(reversed);
    }

    @Override
    public List<HeldLock> locks() {
        return locks;
    }

    @Override
    public boolean isValid() {
        return locks.stream().allMatch(HeldLock::isValid);
    }

    @Override
    public void close() throws IOException {
        closeAll(locks);
    }

    /** Goes on after a failure, and throws the first one at the end. */
    static void closeAll(List<? extends Closeable> all) throws IOException {
        Throwable failure = null;
        for (Closeable each : all) {
            try {
                each.close();
            } catch (IOException | RuntimeException | Error e) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    @Override
    public String toString() {
        return "HeldLocks" + locks;
    }
}
