package io.github.portalocker.internal.events;

import org.jspecify.annotations.Nullable;

/** All that want to know of the locks of one locker: its listener, if it has one, and the flight recorder, while it runs. */
public final class Observers {
    private static final boolean HAS_RECORDER = Recorder.isThere();

    /** Loaded when the recorder is used for the first time: its events take Java a while. */
    private static final class Events {
        static final @Nullable Recorder RECORDER = Recorder.find();
    }

    private final @Nullable Observer listener;

    /** With the listener of a locker; null for none. */
    public Observers(@Nullable Observer listener) {
        this.listener = listener;
    }

    private static @Nullable Recorder recorder() {
        return HAS_RECORDER && FlightRecorder.State.isInUse() ? Events.RECORDER : null;
    }

    /** Whether none wants to know of a lock that is asked for now. */
    public boolean areOff() {
        if (listener != null) {
            return false;
        }
        Recorder recorder = recorder();
        return recorder == null || !recorder.isEnabled();
    }

    /** Follows a lock from now on, at the begin of the call that asks for it. */
    public Observation observe(LockFacts facts) {
        return new Observation(facts, listener, recorder());
    }
}
