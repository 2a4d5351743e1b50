package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.portalocker.internal.network.MountInfo;
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
    /** From the table of mounts; where there is none, what Java knows. */
    static Mount of(Path directory) {
        try {
            Path real = directory.toRealPath();
            MountInfo mount = MountInfo.under(real, mounts());
            return mount == null ? new Mount(Files.getFileStore(real).type(), null, null) : of(mount);
        } catch (IOException | RuntimeException e) {
            return new Mount("unknown", null, null);
        }
    }

    private static List<MountInfo> mounts() {
        try {
            return MountInfo.read();
        } catch (IOException e) { // not on Linux
            return List.of();
        }
    }

    static Mount of(MountInfo mount) {
        String options = mount.options() + (mount.superOptions().isEmpty() ? "" : ";" + mount.superOptions());
        return new Mount(mount.type(), Path.of(mount.pointInJava()), options);
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
