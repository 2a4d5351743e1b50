package io.github.portalocker.internal.events;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.github.portalocker.internal.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * Follows one lock from the call that asks for it to its release, and tells the observers, each thing once.
 *
 * <p>Its methods are to be called outside all mutexes and monitors of the engine, because they call code of the application.
 */
public final class Observation {
    private final LockFacts facts;
    private final @Nullable Observer listener;
    private final @Nullable Recorder recorder;
    private final Recorder.@Nullable Span wait;
    private final long begun = System.nanoTime();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.BEGUN);
    private final AtomicBoolean lossIsTold = new AtomicBoolean();

    // written before the stage is HELD, read after that
    private Recorder.@Nullable Span hold;
    private long acquired;
    private Duration waited = Duration.ZERO;

    private enum Stage {
        BEGUN,
        WAITING,
        HELD,
        OVER
    }

    Observation(LockFacts facts, @Nullable Observer listener, @Nullable Recorder recorder) {
        this.facts = facts;
        this.listener = listener;
        this.recorder = recorder;
        this.wait = recorder == null ? null : recorder.beginWait();
    }

    /** It has to be waited for; told the first time only. */
    public void waiting() {
        if (stage.compareAndSet(Stage.BEGUN, Stage.WAITING)) {
            tell(Moment.WAITING, Duration.ZERO, Duration.ZERO);
        }
    }

    /** The caller gets the lock. */
    public void acquired() {
        Stage before = stage.get();
        if (!isPending(before)) {
            return;
        }
        acquired = System.nanoTime();
        waited = before == Stage.WAITING ? Duration.ofNanos(acquired - begun) : Duration.ZERO;
        hold = recorder == null ? null : recorder.beginHold();
        if (stage.compareAndSet(before, Stage.HELD)) {
            if (before == Stage.WAITING) {
                end(wait, true);
            }
            tell(Moment.ACQUIRED, waited, Duration.ZERO);
        }
    }

    /** The caller does not get the lock, because its time is over. */
    public void timedOut() {
        waiting(); // a future has waited, even if it has not come to the queue
        endWait(Moment.TIMED_OUT);
    }

    /** The caller does not get the lock, for any other reason; told if it has waited. */
    public void cancelled() {
        if (!stage.compareAndSet(Stage.BEGUN, Stage.OVER)) {
            endWait(Moment.CANCELLED);
        }
    }

    private void endWait(Moment how) {
        if (stage.compareAndSet(Stage.WAITING, Stage.OVER)) {
            end(wait, false);
            tell(how, Duration.ofNanos(System.nanoTime() - begun), Duration.ZERO);
        }
    }

    /** Whether the caller has neither got the lock nor been refused. */
    public boolean isPending() {
        return isPending(stage.get());
    }

    private static boolean isPending(Stage stage) {
        return stage == Stage.BEGUN || stage == Stage.WAITING;
    }

    /** It is not held any more; told if it was told that it was acquired. */
    public void released() {
        if (stage.compareAndSet(Stage.HELD, Stage.OVER)) {
            end(hold, true);
            tell(Moment.RELEASED, waited, held());
        }
    }

    /** Whether {@link #lost} is to be called, which is true once. Calls no other code. */
    public boolean mustTellLoss() {
        return listener != null && stage.get() == Stage.HELD && lossIsTold.compareAndSet(false, true);
    }

    /** It is lost, though its holder has not released it. */
    public void lost() {
        tell(Moment.LOST, waited, held());
    }

    private Duration held() {
        return Duration.ofNanos(System.nanoTime() - acquired);
    }

    private void tell(Moment moment, Duration waitedNow, Duration held) {
        if (listener != null) {
            try {
                listener.tell(moment, facts, waitedNow, held);
            } catch (Throwable e) { // also an Error: a listener must not change what becomes of the lock
                Log.warn(() -> "a listener has failed when it was told " + moment + " of " + facts, e);
            }
        }
    }

    private void end(Recorder.@Nullable Span span, boolean gotIt) {
        if (span != null) {
            try {
                span.end(facts, gotIt);
            } catch (RuntimeException | Error e) {
                Log.warn(() -> "an event was not recorded: " + facts, e);
            }
        }
    }
}
