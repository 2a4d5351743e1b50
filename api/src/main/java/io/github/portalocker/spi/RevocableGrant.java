package io.github.portalocker.spi;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A lock that a server can take away: it is lost once at the most, never after its release, and its listener is told once.
 *
 * <p>Subclasses call {@code lose} when they learn of a loss, and {@link #markReleased} when they release the lock. All methods may be called
 * from any thread.
 *
 * @since 0.1.0
 */
public abstract class RevocableGrant implements Grant {
    /**
     * How long others must be kept from a lock after its loss was found: the core tells each holder on a thread of its own, which may not run
     * at once.
     */
    protected static final Duration TIME_TO_TELL = Duration.ofMillis(500);

    private static final Executor LATER =
            CompletableFuture.delayedExecutor(TIME_TO_TELL.toMillis(), TimeUnit.MILLISECONDS);

    private volatile @Nullable String loss;
    private boolean released; // guarded by this, as what follows
    private @Nullable Runnable listener;

    /** For subclasses. */
    protected RevocableGrant() {}

    /**
     * Makes the lock a lost one, and tells the listener; half a second later does what lets others have the lock. Does nothing if the lock is
     * lost or released already. Does not block.
     *
     * @param reason in words
     * @param letOthers what gives others the lock where the server has not done so by itself, such as closing its connection; done on another
     *     thread
     * @return whether the lock was lost by this call
     */
    protected final boolean lose(String reason, Runnable letOthers) {
        boolean isNews = lose(reason);
        if (isNews) {
            LATER.execute(letOthers);
        }
        return isNews;
    }

    /**
     * Makes a lock that the server has given to others, or may have, a lost one, and tells the listener; does nothing if the lock is lost or
     * released already.
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
