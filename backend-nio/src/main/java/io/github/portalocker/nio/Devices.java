package io.github.portalocker.nio;

import java.util.concurrent.TimeUnit;

import io.github.portalocker.internal.network.NetworkMount;
import org.jspecify.annotations.Nullable;

/**
 * How file systems are mounted, by device number.
 *
 * <p>The list of mounts is long in a container, and to read it takes longer than everything else that a lock by path does. So
 * what is no server's is remembered; for a moment only, because the number of a file system that is gone is given to another.
 */
final class Devices {
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Known(long device, NetworkMount mount, long since) {}

    private static volatile @Nullable Known last;

    private Devices() {}

    static NetworkMount mount(long device) {
        Known known = last;
        long now = System.nanoTime();
        if (known != null && known.device == device && now - known.since < REMEMBERED_NANOS) {
            return known.mount;
        }
        NetworkMount mount = NetworkMount.of(device);
        if (!mount.isNfsOrSmb()) {
            last = new Known(device, mount, now);
        }
        return mount;
    }
}
