package io.github.portalocker.internal.network;

import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

final class MountPointsTest {
    private static final MountPoints POINTS = MountPoints.of(Stream.of(
                    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
                    "30 22 0:40 / /home rw,relatime shared:2 - nfs4 server:/home rw,vers=4.2",
                    "31 30 8:2 / /home/local rw - ext4 /dev/sda2 rw",
                    "32 22 0:41 / /with\\040blank rw - cifs //server/share rw",
                    "33 22 0:42 / /over rw - nfs server:/over rw",
                    "34 22 8:3 / /over rw - xfs /dev/sda3 rw",
                    "35 22 0:43 / /auto rw - autofs systemd-1 rw",
                    "what the kernel may write some day")
            .map(MountInfo::parse)
            .filter(Objects::nonNull)
            .toList());

    @ParameterizedTest
    @CsvSource({
        "/home/user/lock, true",
        "/home, true",
        "/homes/lock, false",
        "/home/local/lock, false",
        "/with blank/lock, true",
        "/over/lock, false",
        "/auto/share/lock, true",
        "/tmp/lock, false"
    })
    void nearestMountDecides(String path, boolean asksAServer) {
        assertThat(POINTS.askAServer(path)).isEqualTo(asksAServer);
    }

    @Test
    void localFilesAskNoServer() {
        assertThat(MountPoints.askAServer(Path.of("/proc/self/status"))).isFalse();
        assertThat(MountPoints.askAServer(Path.of("relative"))).isFalse();
    }
}
