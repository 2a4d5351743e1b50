package io.github.portalocker.internal.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

import io.github.portalocker.LockNotSupportedException;
import io.github.portalocker.spi.Failure;
import org.jspecify.annotations.Nullable;

/**
 * How the file system under a file is mounted, where a server keeps it; on Linux only.
 *
 * @param type such as {@code nfs4}; empty if it cannot be found out
 * @param options such as {@code vers=4.2} and {@code local_lock=none}; empty if they cannot be found out
 */
public record NetworkMount(String type, Set<String> options) {
    /** Nothing is known about it. */
    public static final NetworkMount UNKNOWN = new NetworkMount("", Set.of());

    private static final Set<String> NFS_AND_SMB = Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs");
    private static final String ACCEPT = "portalocker.local-locks";

    /** By the row with the device number in proc_pid_mountinfo(5); network file systems have one for each mount. */
    public static NetworkMount of(long device) {
        if (major(device) != 0) {
            return UNKNOWN; // a device of this machine
        }
        try {
            String number = major(device) + ":" + minor(device);
            return MountInfo.read().stream()
                    .filter(mount -> mount.device().equals(number))
                    .findFirst()
                    .map(mount -> new NetworkMount(mount.type(), options(mount.superOptions())))
                    .orElse(UNKNOWN);
        } catch (IOException | RuntimeException e) {
            return UNKNOWN;
        }
    }

    private static Set<String> options(String text) {
        return Set.copyOf(Arrays.asList(text.split(",", -1)));
    }

    /** As gnu_dev_major(3) has it. */
    public static long major(long device) {
        return ((device >>> 32) & 0xfffff000L) | ((device >>> 8) & 0xfff);
    }

    /** As gnu_dev_minor(3) has it. */
    public static long minor(long device) {
        return ((device >>> 12) & 0xffffff00L) | (device & 0xff);
    }

    /** Whether it is NFS or SMB, where a server gives the locks. */
    public boolean isNfsOrSmb() {
        return NFS_AND_SMB.contains(type);
    }

    /**
     * The option that keeps locks on this machine, so that no other is excluded; null if there is none.
     *
     * @param kind {@code flock} or {@code posix}, as in the option {@code local_lock} of NFS
     */
    public @Nullable String keepingLocksLocal(String kind) {
        return Stream.of("nobrl", "nolock", "local_lock=all", "local_lock=" + kind)
                .filter(options::contains)
                .findFirst()
                .orElse(null);
    }

    /**
     * Fails if a lock of this kind would not exclude processes on other machines, and the user has not accepted that.
     *
     * @param kind see {@link #keepingLocksLocal}
     */
    public void requireLocksOfTheServer(String kind, @Nullable Path path, String backend)
            throws LockNotSupportedException {
        String option = options.isEmpty() ? null : keepingLocksLocal(kind);
        if (option != null && !"accept".equals(System.getProperty(ACCEPT))) {
            throw new LockNotSupportedException(Failure.of(
                    "lock",
                    path,
                    backend,
                    "its network file system is mounted with " + option
                            + ", so the lock would not exclude processes on other machines",
                    "mount it without, or set -D" + ACCEPT + "=accept if only this machine uses the file"));
        }
    }

    /** Whether lseek with SEEK_DATA asks the server. */
    public boolean seeksOnTheServer() {
        return options.contains("vers=4.2");
    }
}
