package io.github.portalocker;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * A process that holds a lock, or waits for one, as far as the operating system or the lock server tells.
 *
 * <p>Backends create it: {@link #of}, and then what is known, such as {@link #withPid}. Objects do not change.
 *
 * @since 0.1.0
 */
public final class LockHolder implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_COMMAND = 100;

    /** What is known of the process. */
    private final Known known;

    private LockHolder(Known known) {
        this.known = known;
    }

    /**
     * {@return a holder, or waiter, of which nothing else is known}
     *
     * @param domain the lock domain of its lock
     * @param range the bytes that its lock covers
     */
    public static LockHolder of(LockDomain domain, LockRange range) {
        return new LockHolder(new Known(null, null, null, null, domain, range));
    }

    /**
     * {@return the same with a process}
     *
     * @param pid its number
     */
    public LockHolder withPid(long pid) {
        return new LockHolder(new Known(pid, known.host, known.command, known.mode, known.domain, known.range));
    }

    /**
     * {@return the same with another machine than this one}
     *
     * @param host its name
     */
    public LockHolder withHost(String host) {
        Objects.requireNonNull(host, "host");
        return new LockHolder(new Known(known.pid, host, known.command, known.mode, known.domain, known.range));
    }

    /**
     * {@return the same with a command line}
     *
     * @param command the words, with blanks between them
     */
    public LockHolder withCommand(String command) {
        Objects.requireNonNull(command, "command");
        return new LockHolder(new Known(known.pid, known.host, command, known.mode, known.domain, known.range));
    }

    /**
     * {@return the same with a mode}
     *
     * @param mode shared or exclusive
     */
    public LockHolder withMode(LockMode mode) {
        Objects.requireNonNull(mode, "mode");
        return new LockHolder(new Known(known.pid, known.host, known.command, mode, known.domain, known.range));
    }

    /** {@return the process; empty if it cannot be found out, for example because it belongs to another user or machine} */
    public OptionalLong pid() {
        return known.pid == null ? OptionalLong.empty() : OptionalLong.of(known.pid);
    }

    /**
     * {@return the machine that the process runs on; empty if it is this machine, or if that is not known}
     *
     * <p>Locks on files tell no other machine; those on lock servers do.
     */
    public Optional<String> host() {
        return Optional.ofNullable(known.host);
    }

    /** {@return the command line of the process, which other users may have chosen: show it, do not trust it} */
    public Optional<String> command() {
        return Optional.ofNullable(known.command);
    }

    /** {@return the mode of the lock that it holds or waits for; empty if it is not known} */
    public Optional<LockMode> mode() {
        return Optional.ofNullable(known.mode);
    }

    /**
     * {@return the domain of the lock}
     *
     * <p>On Linux, {@link LockDomain#FLOCK} is a lock of flock(2), {@link LockDomain#RECORD} one of fcntl(2): a lock of a process,
     * as {@code FileChannel.lock} and lockf(3) take it, or an open-file-description lock.
     */
    public LockDomain domain() {
        return known.domain;
    }

    /** {@return the bytes that the lock covers; flock(2) covers the whole file} */
    public LockRange range() {
        return known.range;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LockHolder holder && known.equals(holder.known);
    }

    @Override
    public int hashCode() {
        return known.hashCode();
    }

    /** For messages: {@code 4711 (python3 job.py), flock, exclusive}, or {@code 4711 on db2 (python3 job.py), record, shared, bytes 0-9}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(process());
        text.append(", ").append(known.domain.name().toLowerCase(Locale.ROOT));
        mode().ifPresent(mode -> text.append(", ").append(mode.name().toLowerCase(Locale.ROOT)));
        if (!known.range.equals(LockRange.WHOLE_FILE)) {
            text.append(", ").append(known.range);
        }
        return text.toString();
    }

    private String process() {
        if (known.host == null
                && known.pid != null
                && known.pid == ProcessHandle.current().pid()) {
            return "this process";
        }
        return (known.pid == null ? "an unknown process" : known.pid.toString())
                + (known.host == null ? "" : " on " + known.host)
                + (known.pid == null || known.command == null ? "" : " (" + shortened(known.command) + ")");
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST_COMMAND ? line : line.substring(0, LONGEST_COMMAND - 3) + "...";
    }

    /**
     * All of it, and its serialized form: records are read by the names of their components, so that more of them can be added.
     */
    @SuppressWarnings("doclint:missing")
    private record Known(
            @Nullable Long pid,
            @Nullable String host,
            @Nullable String command,
            @Nullable LockMode mode,
            LockDomain domain,
            LockRange range)
            implements Serializable {

        Known {
            Objects.requireNonNull(domain, "domain");
            Objects.requireNonNull(range, "range");
        }
    }
}
