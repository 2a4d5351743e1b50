package io.github.portalocker.internal;

import java.io.IOException;

import io.github.portalocker.memory.Step;

/** What can go wrong in an operation of a backend. */
enum Failures implements Step {
    IO(new IOException("the disk is gone")),
    UNCHECKED(new IllegalArgumentException("a bug of the backend")),
    LINKAGE(new NoClassDefFoundError("a class of the backend")),
    ERROR(new AssertionError("what no backend should throw"));

    @SuppressWarnings("ImmutableEnumChecker") // no test changes it
    private final Throwable thrown;

    Failures(Throwable thrown) {
        this.thrown = thrown;
    }

    Throwable thrown() {
        return thrown;
    }

    @Override
    public void run() throws IOException {
        if (thrown instanceof IOException e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        throw (Error) thrown;
    }
}
