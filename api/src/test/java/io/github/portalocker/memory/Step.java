package io.github.portalocker.memory;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** What a test puts before or after an operation: a failure, a delay, an event that happens at that very moment. */
@FunctionalInterface
public interface Step {
    /** On the thread that performs the operation, outside all locks of the backend; what it throws, the operation throws. */
    void run() throws IOException;

    /** Only so many times. */
    default Step times(int count) {
        AtomicInteger left = new AtomicInteger(count);
        return () -> {
            if (left.getAndDecrement() > 0) {
                run();
            }
        };
    }

    /** Only the next time. */
    default Step once() {
        return times(1);
    }
}
