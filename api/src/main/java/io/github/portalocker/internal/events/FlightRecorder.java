package io.github.portalocker.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** The only class that uses {@code jdk.jfr}: the rest of the library works where that module is missing. */
final class FlightRecorder implements Recorder {
    /** Only asked whether such events are recorded: an event that was made before a recording began knows that, too. */
    private static final WaitEvent WAIT = new WaitEvent();

    private static final HoldEvent HOLD = new HoldEvent();

    /** Costs less than the events. */
    static final class State {
        private State() {}

        /** Whether there has been a recording in this JVM. */
        static boolean isInUse() {
            return jdk.jfr.FlightRecorder.isInitialized();
        }
    }

    @Override
    public boolean isEnabled() {
        return WAIT.isEnabled() || HOLD.isEnabled();
    }

    @Override
    public @Nullable Span beginWait() {
        if (!WAIT.isEnabled()) {
            return null;
        }
        WaitEvent event = new WaitEvent();
        event.begin();
        return event;
    }

    @Override
    public @Nullable Span beginHold() {
        if (!HOLD.isEnabled()) {
            return null;
        }
        HoldEvent event = new HoldEvent();
        event.begin();
        return event;
    }

    @Name("portalocker.LockWait")
    @Label("File Lock Wait")
    @Description("A thread or a future waited for a file lock")
    @Category("Portalocker")
    @Threshold("1 ms")
    @SuppressWarnings("UnusedVariable") // the recorder reads the fields
    private static final class WaitEvent extends Event implements Span {
        @Label("Subject")
        @Description("The path of the file, the name of the lock, or: a channel")
        @Nullable
        String subject;

        @Label("Mode")
        @Nullable
        String mode;

        @Label("Backend")
        @Nullable
        String backend;

        @Label("Acquired")
        @Description("Whether the lock was acquired; if not, the wait timed out or was cancelled")
        boolean acquired;

        @Override
        public void end(LockFacts facts, boolean gotIt) {
            end();
            if (shouldCommit()) {
                subject = facts.subject();
                mode = facts.mode().name();
                backend = facts.backend();
                acquired = gotIt;
                commit();
            }
        }
    }

    @Name("portalocker.LockHold")
    @Label("File Lock Hold")
    @Description("A file lock was held, and is released")
    @Category("Portalocker")
    @Threshold("20 ms")
    @SuppressWarnings("UnusedVariable") // the recorder reads the fields
    private static final class HoldEvent extends Event implements Span {
        @Label("Subject")
        @Description("The path of the file, the name of the lock, or: a channel")
        @Nullable
        String subject;

        @Label("Mode")
        @Nullable
        String mode;

        @Label("Backend")
        @Nullable
        String backend;

        @Override
        public void end(LockFacts facts, boolean gotIt) {
            end();
            if (shouldCommit()) {
                subject = facts.subject();
                mode = facts.mode().name();
                backend = facts.backend();
                commit();
            }
        }
    }
}
