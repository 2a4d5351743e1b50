package io.github.portalocker.cli;

import java.util.List;
import java.util.Map;

import io.github.portalocker.internal.network.MountInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The rows are those of real mounts, which {@code proof/network} has. */
final class LockMatrixTest {
    private static final LockMatrix FAILED = new LockMatrix(List.of("posix-flock"), Map.of());

    private static List<String> advice(String row) {
        MountInfo mount = MountInfo.parse(row);
        assertThat(mount).isNotNull();
        return FAILED.advice("posix-flock", Mount.of(mount));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nfs srv:/x rw,vers=3,nolock,local_lock=all,addr=10.0.0.1 | with nolock: locks exclude no program on other
                    nfs srv:/x rw,vers=3,local_lock=all,addr=10.0.0.1        | with local_lock=all: locks exclude no program
                    nfs srv:/x rw,vers=3,local_lock=flock,addr=10.0.0.1      | with local_lock=flock: flock excludes no program
                    nfs srv:/x rw,vers=3,local_lock=posix,addr=10.0.0.1      | with local_lock=posix: record locks exclude
                    cifs //srv/x rw,vers=3.1.1,nobrl,noperm,rsize=4194304    | with nobrl: locks exclude no program on other
                    """)
    void mountThatKeepsLocksToOneMachineIsTold(String row, String words) {
        assertThat(advice("93 31 0:44 / /mnt rw,relatime shared:18 - " + row))
                .anySatisfy(line -> assertThat(line).contains(words));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nfs4 srv:/x rw,vers=4.2,hard,local_lock=none,addr=10.0.0.1
                    cifs //srv/x rw,vers=3.1.1,cache=strict,noperm
                    ext4 /dev/nobrl rw,nolock
                    """)
    void othersAreNotSuspected(String row) {
        assertThat(advice("93 31 0:44 / /mnt rw,relatime shared:18 - " + row))
                .noneSatisfy(line -> assertThat(line).contains("mounted with"));
    }

    @Test
    void networkIsSaidToBeOne() {
        assertThat(advice("93 31 0:44 / /mnt rw - cifs //srv/x rw,vers=3.1.1"))
                .anySatisfy(line -> assertThat(line).contains("other machines were not tried"))
                .anySatisfy(line -> assertThat(line).contains("with this library, but not with nio"));
    }

    @Test
    void onlySmbIsSaidToMixUpLocks() {
        assertThat(advice("93 31 0:44 / /mnt rw - nfs4 srv:/x rw,vers=4.2"))
                .noneSatisfy(line -> assertThat(line).contains("SMB"));
    }
}
