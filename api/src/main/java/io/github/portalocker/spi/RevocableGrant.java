package io.github.portalocker.spi;

import org.jspecify.annotations.Nullable;

/**
 * A lock that a server can take away: it is lost once at the most, never after its release, and its listener is told once.
 *
 * <p>Subclasses call {@link #lose} when they learn of a loss, and {@link #markReleased} when they release the lock. All methods may be called
 * from any thread.
 *
 * @since 0.1.0
 */
public abstract class RevocableGrant implements Grant {
    private volatile @Nullable String loss;
    private boolean released; // guarded by this, as what follows
    private @Nullable Runnable listener;

    /** For subclasses. */
    protected RevocableGrant() {}

    /**
     * Makes the lock a lost one, and tells the listener, before it returns; does nothing if the lock is lost or released already.
     *
     * <p>Only then may the subclass do what lets others have the lock, such as closing its connection.
     *
     * @param reason in words
     * @return whether the lock was lost by this call
     */
    protected final boolean lose(String reason) {
        Runnable toTell;
        synchronized (this) {
            if (released || loss != null) {
                return false;
            }
            loss = reason;
            toTell = listener;
        }
        if (toTell != null) {
            toTell.run();
        }
        return true;
    }

    /** From now on the lock cannot be lost any more. */
    protected final void markReleased() {
        synchronized (this) {
            released = true;
        }
    }

    @Override
    public boolean isKnownLost() {
        return loss != null;
    }

    @Override
    public final String lossReason() {
        return String.valueOf(loss);
    }

    @Override
    public final void onLoss(Runnable whenLost) {
        boolean isLost;
        synchronized (this) {
            isLost = loss != null;
            listener = whenLost;
        }
        if (isLost) {
            whenLost.run();
        }
    }
}
