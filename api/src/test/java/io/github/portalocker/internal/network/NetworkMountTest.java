package io.github.portalocker.internal.network;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import io.github.portalocker.LockNotSupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code proof/network} has real mounts of servers. */
final class NetworkMountTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void mountIsFoundByTheDeviceOfItsFiles() throws Exception {
        NetworkMount proc = NetworkMount.of((long) Files.getAttribute(Path.of("/proc/self/status"), "unix:dev"));
        assertThat(proc.type()).isEqualTo("proc");
        assertThat(proc.options()).containsAnyOf("rw", "ro");
        assertThat(proc.isNfsOrSmb()).isFalse();
    }

    @Test
    void deviceThatIsNotMountedIsUnknown() {
        assertThat(NetworkMount.of(0xfffff)).isEqualTo(NetworkMount.UNKNOWN);
        assertThat(NetworkMount.UNKNOWN.isNfsOrSmb()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "nfs, local_lock=all, flock, true",
        "nfs, local_lock=flock, flock, true",
        "nfs, local_lock=flock, posix, false",
        "nfs, local_lock=posix, posix, true",
        "nfs, local_lock=none, posix, false",
        "nfs, nolock, flock, true",
        "cifs, nobrl, posix, true",
        "cifs, nobrlx, posix, false"
    })
    void optionThatKeepsLocksOnThisMachineIsRefusedByItsName(String type, String option, String kind, boolean refused) {
        NetworkMount mount = new NetworkMount(type, Set.of("rw", option));
        assertThat(mount.isNfsOrSmb()).isTrue();
        if (refused) {
            assertThatThrownBy(() -> mount.requireLocksOfTheServer(kind, Path.of("file"), "nio"))
                    .isInstanceOf(LockNotSupportedException.class)
                    .hasMessageContainingAll("file", "mounted with " + option + ",", "local-locks=accept", "nio");
        } else {
            assertThatCode(() -> mount.requireLocksOfTheServer(kind, Path.of("file"), "nio"))
                    .doesNotThrowAnyException();
        }
    }
}
