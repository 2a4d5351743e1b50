package io.github.portalocker;

import java.io.Serializable;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * Who holds a lock on a file, as far as the operating system tells.
 *
 * @param pid the process; empty if it cannot be found out, for example because it belongs to another user or machine
 * @param command its command line, which other users may have chosen: show it, do not trust it
 * @param mode shared or exclusive
 * @param mechanism the call that took the lock: {@code FLOCK} is flock(2), {@code POSIX} a record lock of a process (as by
 *     {@code FileChannel.lock} and lockf(3)), {@code OFD} a record lock of an open file
 * @param range the bytes that it covers; flock(2) covers the whole file
 * @param since when it was taken; empty on Linux, which does not note it
 * @since 0.1.0
 */
public record LockHolder(
        OptionalLong pid,
        Optional<String> command,
        Optional<LockMode> mode,
        String mechanism,
        LockRange range,
        Optional<Instant> since)
        implements Serializable {

    private static final int LONGEST_COMMAND = 100;

    /** Checks that nothing is null. */
    public LockHolder {
        Objects.requireNonNull(pid, "pid");
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(mechanism, "mechanism");
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(since, "since");
    }

    /** For messages: {@code 4711 (python3 job.py), flock, exclusive}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (pid.isEmpty()) {
            text.append("an unknown process");
        } else if (pid.getAsLong() == ProcessHandle.current().pid()) {
            text.append("this process");
        } else {
            text.append(pid.getAsLong());
            command.ifPresent(line -> text.append(" (").append(shortened(line)).append(')'));
        }
        text.append(", ").append(mechanism.toLowerCase(Locale.ROOT));
        mode.ifPresent(known -> text.append(", ").append(known.name().toLowerCase(Locale.ROOT)));
        if (!range.equals(LockRange.WHOLE_FILE)) {
            text.append(", ").append(range);
        }
        return text.toString();
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST_COMMAND ? line : line.substring(0, LONGEST_COMMAND - 3) + "...";
    }

    private Object writeReplace() {
        return new Form(
                pid.isPresent() ? pid.getAsLong() : null,
                command.orElse(null),
                mode.orElse(null),
                mechanism,
                range,
                since.orElse(null));
    }

    /** What is written: an {@link Optional} is not serializable. */
    private record Form(
            @Nullable Long pid,
            @Nullable String command,
            @Nullable LockMode mode,
            String mechanism,
            LockRange range,
            @Nullable Instant since)
            implements Serializable {

        private Object readResolve() {
            return new LockHolder(
                    pid == null ? OptionalLong.empty() : OptionalLong.of(pid),
                    Optional.ofNullable(command),
                    Optional.ofNullable(mode),
                    mechanism,
                    range,
                    Optional.ofNullable(since));
        }
    }
}
