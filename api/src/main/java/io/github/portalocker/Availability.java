package io.github.portalocker;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Whether a backend can be used here, and if not, why and what to do.
 *
 * @since 0.1.0
 */
public sealed interface Availability {

    /** A real lock was acquired and released. */
    record Available() implements Availability {}

    /**
     * Nothing is wrong: the backend is made for other systems.
     *
     * @param reason which systems it is for, or what this one lacks
     */
    record NotForThisPlatform(String reason) implements Availability {
        /** Checks the reason. */
        public NotForThisPlatform {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * The backend is made for this system and does not work on it now.
     *
     * @param reason what failed
     * @param remedy what the reader can do
     * @param cause the first failure met, or null
     */
    record Unavailable(
            String reason, String remedy, @Nullable Throwable cause) implements Availability {
        /** Checks reason and remedy. */
        public Unavailable {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(remedy, "remedy");
        }
    }

    /** {@return whether this is {@link Available}} */
    default boolean isAvailable() {
        return this instanceof Available;
    }
}
