package io.github.portalocker.jna;

import io.github.portalocker.Availability.Unavailable;

/** The first failure of what was bound through JNA, with its explanation; the same object each time. */
public final class JnaFailure extends LinkageError {
    private static final long serialVersionUID = 1L;

    private final transient Unavailable explanation;

    JnaFailure(Unavailable explanation, Throwable cause) {
        super(explanation.reason() + "; " + explanation.remedy(), cause);
        this.explanation = explanation;
    }

    /** What is wrong, and what to do. */
    Unavailable explanation() {
        return explanation;
    }
}
