package io.github.portalocker.internal.network;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Which folders of this machine are kept by a server, as far as names tell: to ask for the file itself can take as long as a
 * server that does not answer. So a symbolic link on the way to a server is not seen.
 */
public final class MountPoints {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Set<String> ASK_A_SERVER = Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "autofs");
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The table of a moment ago serves as well: reading it costs more than most locks. */
    private static volatile @Nullable Recent recent;

    private record Recent(MountPoints points, long readAt) {}

    private record Point(String folder, boolean asksAServer) {
        boolean holds(String path) {
            return path.startsWith(folder)
                    && (folder.endsWith("/")
                            || path.length() == folder.length()
                            || path.charAt(folder.length()) == '/');
        }
    }

    private final List<Point> points;

    private MountPoints(List<Point> points) {
        this.points = points;
    }

    /** Whether a server is asked when this file is opened; false where this cannot be found out. */
    public static boolean askAServer(Path path) {
        String text = path.toAbsolutePath().normalize().toString();
        return now().askAServer(new String(text.getBytes(encodingOfNames()), StandardCharsets.ISO_8859_1));
    }

    private static MountPoints now() {
        Recent last = recent;
        if (last == null || System.nanoTime() - last.readAt > FRESH_NANOS) {
            last = new Recent(read(), System.nanoTime());
            recent = last;
        }
        return last.points;
    }

    private static MountPoints read() {
        try {
            return of(Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1));
        } catch (IOException | RuntimeException e) { // no such table, or none that can be read
            return new MountPoints(List.of());
        }
    }

    /** From the lines of proc_pid_mountinfo(5), each byte a character. */
    static MountPoints of(List<String> lines) {
        List<Point> points = new ArrayList<>();
        for (String line : lines) {
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ", 6);
            if (halves.length == 2 && left.length == 6) {
                points.add(new Point(
                        unescape(left[4]), ASK_A_SERVER.contains(halves[1].split(" ", 2)[0])));
            }
        }
        boolean any = points.stream().anyMatch(Point::asksAServer);
        return new MountPoints(any ? List.copyOf(points) : List.of());
    }

    /** The last one in the table of those with the longest name lies over the others. */
    boolean askAServer(String path) {
        Point nearest = null;
        for (Point point : points) {
            if (point.holds(path) && (nearest == null || point.folder.length() >= nearest.folder.length())) {
                nearest = point;
            }
        }
        return nearest != null && nearest.asksAServer;
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
