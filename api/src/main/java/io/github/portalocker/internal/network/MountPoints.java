package io.github.portalocker.internal.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Which directories of this machine are kept by a server, as far as names tell: to ask for the file itself can take as long as a
 * server that does not answer. So a symbolic link on the way to a server is not seen.
 */
public final class MountPoints {
    private static final Set<String> ASK_A_SERVER = Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "autofs");
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The table of a moment ago serves as well: reading it costs more than most locks. */
    private static volatile @Nullable Recent recent;

    private record Recent(MountPoints points, long readAt) {}

    private final List<MountInfo> mounts;

    private MountPoints(List<MountInfo> mounts) {
        this.mounts = mounts;
    }

    /** Whether a server is asked when this file is opened; false where this cannot be found out. */
    public static boolean askAServer(Path path) {
        MountPoints points = now();
        return !points.mounts.isEmpty() && asksAServer(MountInfo.under(path, points.mounts));
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
            return of(MountInfo.read());
        } catch (IOException | RuntimeException e) { // no such table, or none that can be read
            return of(List.of());
        }
    }

    /** Only a table with servers in it is worth a look. */
    static MountPoints of(List<MountInfo> mounts) {
        return new MountPoints(mounts.stream().anyMatch(MountPoints::asksAServer) ? mounts : List.of());
    }

    boolean askAServer(String name) {
        return asksAServer(MountInfo.under(name, mounts));
    }

    private static boolean asksAServer(@Nullable MountInfo mount) {
        return mount != null && ASK_A_SERVER.contains(mount.type());
    }
}
