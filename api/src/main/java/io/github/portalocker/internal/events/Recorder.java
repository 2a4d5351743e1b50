package io.github.portalocker.internal.events;

import java.util.Optional;

import io.github.portalocker.internal.log.Log;
import org.jspecify.annotations.Nullable;

/** Java's flight recorder; where Java has none, this library works without. */
interface Recorder {
    /** Whether any event of this library is recorded now. Costs next to nothing. */
    boolean isEnabled();

    /** Begins to measure a wait; null if waits are not recorded now. */
    @Nullable
    Span beginWait();

    /** Begins to measure for how long a lock is held; null if that is not recorded now. */
    @Nullable
    Span beginHold();

    /** A period that is measured. */
    interface Span {
        /** It has ended; may be called by another thread than that which began it. */
        void end(LockFacts facts, boolean acquired);
    }

    /** Whether this JVM has one: the module {@code jdk.jfr} is optional. */
    static boolean isThere() {
        Optional<Module> module = ModuleLayer.boot().findModule("jdk.jfr");
        module.ifPresent(found -> Recorder.class.getModule().addReads(found));
        return module.isPresent();
    }

    /** The recorder of this JVM, which has one; null if it does not work. The class that needs it is loaded by its name. */
    static @Nullable Recorder find() {
        try {
            return Class.forName("io.github.portalocker.internal.events.FlightRecorder")
                    .asSubclass(Recorder.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            Log.debug(() -> "locks are not told to the flight recorder: " + e);
            return null;
        }
    }
}
