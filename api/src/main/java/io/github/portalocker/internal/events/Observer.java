package io.github.portalocker.internal.events;

import java.time.Duration;

/** Is told about locks, on the thread at work. */
public interface Observer {
    /** May throw, which is logged. */
    void tell(Moment moment, LockFacts facts, Duration waited, Duration held);
}
