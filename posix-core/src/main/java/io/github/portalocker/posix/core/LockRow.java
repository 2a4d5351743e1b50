package io.github.portalocker.posix.core;

import java.util.Optional;

import io.github.portalocker.LockDomain;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * A lock, or a wait for one, in Linux's {@code /proc/locks} and {@code /proc/PID/fdinfo/N}, proc_locks(5).
 *
 * <p>{@code 1: FLOCK  ADVISORY  WRITE 4711 fe:00:2154516 0 EOF}, and below it those that wait: {@code 1: -> FLOCK ...}. A wait
 * may be for the lock that another wait is for; its arrow is further to the right.
 *
 * @param waits whether it is a wait; only {@code /proc/locks} has these
 * @param mechanism FLOCK, POSIX or OFD
 * @param pid the process (also of a thread) that took it, which is not always the one that has it, or that waits; -1 for OFD, 0 for
 *     a process that this PID namespace does not show, less than 0 for one of another machine
 * @param range what it covers
 */
record LockRow(
        boolean waits,
        String mechanism,
        Optional<LockMode> mode,
        long pid,
        int major,
        int minor,
        long inode,
        LockRange range) {

    private static final String ARROW = "->";

    /** Null for what is neither a lock nor a wait for one: a lease, or a line of another form. */
    static @Nullable LockRow parse(String line) {
        boolean waits = line.contains(ARROW);
        String[] words = (waits ? line.replaceFirst(ARROW, "") : line).strip().split("\\s+", -1);
        if (words.length < 8) {
            return null;
        }
        String mechanism = switch (words[1]) {
            case "FLOCK", "POSIX" -> words[1];
            case "OFDLCK" -> "OFD";
            default -> "";
        };
        String[] file = words[5].split(":", -1);
        if (mechanism.isEmpty() || file.length != 3) {
            return null;
        }
        Optional<LockMode> mode = switch (words[3]) {
            case "READ" -> Optional.of(LockMode.SHARED);
            case "WRITE" -> Optional.of(LockMode.EXCLUSIVE);
            default -> Optional.empty();
        };
        try {
            return new LockRow(
                    waits,
                    mechanism,
                    mode,
                    Long.parseLong(words[4]),
                    Integer.parseInt(file[0], 16),
                    Integer.parseInt(file[1], 16),
                    Long.parseUnsignedLong(file[2]),
                    range(words[6], words[7]));
        } catch (IllegalArgumentException e) { // no number, or no range
            return null;
        }
    }

    private static LockRange range(String first, String last) {
        long position = Long.parseLong(first);
        if (!last.equals("EOF")) {
            return new LockRange(position, Long.parseLong(last) - position + 1);
        }
        return position == 0 ? LockRange.WHOLE_FILE : LockRange.from(position);
    }

    LockDomain domain() {
        return mechanism.equals("FLOCK") ? LockDomain.FLOCK : LockDomain.RECORD;
    }

    /** Whether it is on the device that {@code stat} reports; with btrfs, the kernel lists another one. */
    boolean isOn(FileStatus file) {
        return major == file.identity().major() && minor == file.identity().minor();
    }
}
