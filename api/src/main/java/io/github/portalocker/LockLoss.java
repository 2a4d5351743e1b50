package io.github.portalocker;

import java.util.Objects;

/**
 * How a lock was lost while it was held.
 *
 * @since 0.1.0
 */
public final class LockLoss {
    private final String subject;
    private final String reason;

    /**
     * Says what was lost.
     *
     * @param subject what was locked: the path of a file, or the name of a lock
     * @param reason in words, without a trailing full stop
     */
    public LockLoss(String subject, String reason) {
        this.subject = Objects.requireNonNull(subject, "subject");
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** {@return what was locked: the path of a file, or the name of a lock} */
    public String subject() {
        return subject;
    }

    /** {@return what happened, in words} */
    public String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return "the lock on " + subject + " was lost: " + reason;
    }
}
