package io.github.portalocker;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * A range of bytes of a file, which may lie beyond its end.
 *
 * <p>Two locks conflict only if their ranges have a byte in common; ranges that merely touch have none.
 *
 * @param position the first byte, from 0
 * @param length how many bytes, at least 1; the range must end at {@link Long#MAX_VALUE} or before
 * @since 0.1.0
 */
public record LockRange(long position, long length) implements Serializable {
    /** What a lock without a range covers: every byte that the file has or may get. */
    public static final LockRange WHOLE_FILE = new LockRange(0, Long.MAX_VALUE);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is empty, or begins or ends where no byte of a file can be
     */
    public LockRange {
        if (position < 0) {
            throw new IllegalArgumentException("position is negative: " + position);
        }
        if (length <= 0) {
            throw new IllegalArgumentException("length is not positive: " + length);
        }
        if (length > Long.MAX_VALUE - position) {
            throw new IllegalArgumentException(
                    "a range of " + length + " bytes from position " + position + " ends beyond " + Long.MAX_VALUE);
        }
    }

    /**
     * {@return all bytes from a position on}
     *
     * @param position the first byte, from 0
     */
    public static LockRange from(long position) {
        return new LockRange(position, Long.MAX_VALUE - position);
    }

    /** {@return the position after the last byte} */
    public long end() {
        return position + length;
    }

    /**
     * {@return whether the two have a byte in common}
     *
     * @param other a range of the same file
     */
    public boolean overlaps(LockRange other) {
        return position < other.end() && other.position < end();
    }

    // written out, like hashCode: the first one that Java generates takes it 20 ms
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LockRange range && position == range.position && length == range.length;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(position) + Long.hashCode(length);
    }

    /** For messages: {@code bytes 0-9}, or {@code the whole file}. */
    @Override
    public String toString() {
        return equals(WHOLE_FILE) ? "the whole file" : "bytes " + position + "-" + (end() - 1);
    }
}
