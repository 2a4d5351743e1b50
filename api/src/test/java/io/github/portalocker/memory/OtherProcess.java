package io.github.portalocker.memory;

import io.github.portalocker.LockMode;

import static org.assertj.core.api.Assertions.assertThat;

/** Another program that has a file open. */
public final class OtherProcess implements AutoCloseable {
    private final Monitor monitor;
    private final Description description;

    OtherProcess(Monitor monitor, Description description) {
        this.monitor = monitor;
        this.description = description;
    }

    /** One attempt. */
    public boolean tryLock(LockMode mode) {
        return monitor.read(() -> description.tryLock(mode));
    }

    /** Locks what must be free. */
    public OtherProcess lock(LockMode mode) {
        assertThat(tryLock(mode))
                .as("another process gets the lock: %s, %s", description, mode)
                .isTrue();
        return this;
    }

    /** Releases the lock. */
    public void unlock() {
        monitor.change(description::unlock);
    }

    /** Ends, and with it the lock. */
    @Override
    public void close() {
        monitor.change(description::close);
    }
}
