package io.github.portalocker.internal.network;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A row of the table of mounts, {@code 36 35 98:0 /root /mnt rw,noatime master:1 - ext3 /dev/root rw,errors=continue}; see
 * proc_pid_mountinfo(5).
 *
 * @param device the device number, such as {@code 98:0}
 * @param point where it is mounted, with a char for each byte of the name
 * @param options of the mount
 * @param type of the file system, such as {@code ext4} or {@code nfs4}
 * @param superOptions of the file system
 */
public record MountInfo(String device, String point, String options, String type, String superOptions) {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");

    /** All rows, in the order of mounting. */
    public static List<MountInfo> read() throws IOException {
        return Files.readAllLines(TABLE, StandardCharsets.ISO_8859_1).stream()
                .map(MountInfo::parse)
                .filter(Objects::nonNull)
                .toList();
    }

    /** A row whose bytes are chars; null if it has another form. */
    public static @Nullable MountInfo parse(String row) {
        String[] halves = row.split(" - ", 2);
        String[] left = halves[0].split(" ", -1);
        if (halves.length < 2 || left.length < 6) {
            return null;
        }
        String[] right = halves[1].split(" ", -1);
        return new MountInfo(left[2], unescape(left[4]), left[5], right[0], right.length > 2 ? right[2] : "");
    }

    /** The mount that the file with this name is on: the last one of those with the longest name lies over the others. */
    static @Nullable MountInfo under(String name, List<MountInfo> mounts) {
        MountInfo nearest = null;
        for (MountInfo mount : mounts) {
            if (mount.holds(name) && (nearest == null || mount.point.length() >= nearest.point.length())) {
                nearest = mount;
            }
        }
        return nearest;
    }

    /** The same for a path that has no links in it, as far as they matter. */
    public static @Nullable MountInfo under(Path path, List<MountInfo> mounts) {
        String name = path.toAbsolutePath().normalize().toString();
        return under(new String(name.getBytes(encodingOfNames()), StandardCharsets.ISO_8859_1), mounts);
    }

    /** Where it is mounted, as Java names it. */
    public String pointInJava() {
        return new String(point.getBytes(StandardCharsets.ISO_8859_1), encodingOfNames());
    }

    private boolean holds(String name) {
        return name.startsWith(point)
                && (point.endsWith("/") || name.length() == point.length() || name.charAt(point.length()) == '/');
    }

    /** The kernel writes blanks and backslashes as three octal digits. */
    private static String unescape(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char next = name.charAt(i);
            if (next == '\\' && i + 3 < name.length()) {
                next = (char) Integer.parseInt(name.substring(i + 1, i + 4), 8);
                i += 3;
            }
            text.append(next);
        }
        return text.toString();
    }

    private static Charset encodingOfNames() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
