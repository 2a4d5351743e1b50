package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * How the network file system of a file is mounted.
 *
 * @param options such as {@code vers=4.2} and {@code local_lock=none}; empty if they cannot be found out
 */
record NetworkMount(Set<String> options) {
    private static final NetworkMount UNKNOWN = new NetworkMount(Set.of());
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    /** By the row with the device number in proc_pid_mountinfo(5); network file systems have one for each mount. */
    static NetworkMount of(FileStatus file) {
        try {
            for (String line : Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1)) {
                String[] halves = line.split(" - ", 2);
                String[] left = halves[0].split(" ", 4);
                String[] right = halves[halves.length - 1].split(" ", -1);
                if (left.length == 4 && right.length > 2 && left[2].equals(file.major() + ":" + file.minor())) {
                    return new NetworkMount(Set.of(right[2].split(",", -1)));
                }
            }
        } catch (IOException | RuntimeException e) {
            return UNKNOWN;
        }
        return UNKNOWN;
    }

    /** The option that keeps locks on this machine, so that no other is excluded; null if there is none. */
    @Nullable
    String keepingLocksLocal(LockProtocol protocol) {
        return Stream.of("nobrl", "nolock", "local_lock=all", "local_lock=" + protocol.nameInMountOptions())
                .filter(options::contains)
                .findFirst()
                .orElse(null);
    }

    /** Whether lseek with SEEK_DATA asks the server. */
    boolean seeksOnTheServer() {
        return options.contains("vers=4.2");
    }
}
