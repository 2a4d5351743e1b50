package io.github.portalocker;

import java.io.Serializable;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A set of locks that see each other: two programs exclude each other only if they lock in a common one.
 *
 * <p>Windows, macOS and the BSDs have one domain each. Linux keeps two on local file systems, which do not see each other:
 * flock(2) and the record locks of fcntl(2). A backend for something else (a lock server, say) defines a domain of its
 * own.
 *
 * @param name a short stable name, in capitals
 * @since 0.1.0
 */
public record LockDomain(String name) implements Serializable {
    /** flock(2): Python's {@code fcntl.flock}, Go, Rust, flock(1). */
    public static final LockDomain FLOCK = new LockDomain("FLOCK");

    /** Record locks of fcntl(2), POSIX or open-file-description: {@code FileChannel.lock}, lockf(3), SQLite. */
    public static final LockDomain RECORD = new LockDomain("RECORD");

    /** {@code LockFileEx} on Windows. */
    public static final LockDomain WINDOWS = new LockDomain("WINDOWS");

    /** Checks the name. */
    public LockDomain {
        Objects.requireNonNull(name, "name");
    }

    // written out, like hashCode: the first one that Java generates takes it 20 ms
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LockDomain domain && name.equals(domain.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
