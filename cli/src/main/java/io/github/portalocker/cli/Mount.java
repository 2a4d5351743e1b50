package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.portalocker.internal.network.NetworkMount;
import org.jspecify.annotations.Nullable;

/**
 * The file system under a directory.
 *
 * @param type such as {@code ext4} or {@code nfs4}
 * @param point where it is mounted; null if unknown
 * @param options how it is mounted; null if unknown
 */
record Mount(String type, @Nullable Path point, @Nullable String options) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    /** From {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)); where there is none, what Java knows. */
    static Mount of(Path directory) {
        try {
            Path real = directory.toRealPath();
            Mount best = null;
            Path mounts = Path.of("/proc/self/mountinfo");
            if (Files.exists(mounts)) {
                for (String line : Files.readAllLines(mounts, StandardCharsets.UTF_8)) {
                    Mount mount = parse(line);
                    if (mount != null && mount.point != null && real.startsWith(mount.point) && !isBelow(best, mount)) {
                        best = mount; // of two at one place, the later one hides the other
                    }
                }
            }
            return best != null ? best : new Mount(Files.getFileStore(real).type(), null, null);
        } catch (IOException | RuntimeException e) {
            return new Mount("unknown", null, null);
        }
    }

    private static boolean isBelow(@Nullable Mount best, Mount other) {
        return best != null
                && best.point != null
                && other.point != null
                && best.point.getNameCount() > other.point.getNameCount();
    }

    /** {@code 36 35 98:0 /root /mnt rw,noatime master:1 - ext3 /dev/root rw,errors=continue}; null if it is different. */
    static @Nullable Mount parse(String line) {
        String[] halves = line.split(" - ", 2);
        String[] left = halves[0].split(" ", -1);
        if (halves.length < 2 || left.length < 6) {
            return null;
        }
        String[] right = halves[1].split(" ", -1);
        String superOptions = right.length > 2 ? ";" + right[2] : "";
        String point = ESCAPE.matcher(left[4])
                .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(
                        Character.toString((char) Integer.parseInt(found.group(1), 8))));
        return new Mount(right[0], Path.of(point), left[5] + superOptions);
    }

    boolean isNetwork() {
        return type.startsWith("nfs")
                || type.startsWith("fuse")
                || isSmb()
                || Pattern.matches("9p|ceph|afs|lustre|gpfs|beegfs|virtiofs|vboxsf", type);
    }

    boolean isSmb() {
        return Pattern.matches("cifs|smb3|smbfs", type);
    }

    /** The option of a network file system that keeps locks on this machine; null if there is none. */
    @Nullable
    String keepingLocksLocal() {
        if (options == null || !isNetwork()) {
            return null;
        }
        NetworkMount mount = new NetworkMount(type, Set.copyOf(Arrays.asList(options.split("[,;]", -1))));
        String option = mount.keepingLocksLocal("flock");
        return option != null ? option : mount.keepingLocksLocal("posix");
    }

    @Override
    public String toString() {
        return type + (point == null ? "" : ", mounted on " + point) + (options == null ? "" : " (" + options + ")");
    }
}
