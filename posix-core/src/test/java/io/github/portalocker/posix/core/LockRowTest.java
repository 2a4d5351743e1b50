package io.github.portalocker.posix.core;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class LockRowTest {
    @Test
    void rowsOfEachMechanismAreRead() {
        LockRow flock = LockRow.parse("1: FLOCK  ADVISORY  WRITE 30524 fe:00:2154516 0 EOF");
        assertThat(flock).isNotNull();
        assertThat(flock.mechanism()).isEqualTo("FLOCK");
        assertThat(flock.mode()).contains(LockMode.EXCLUSIVE);
        assertThat(flock.pid()).isEqualTo(30524);
        assertThat(flock.inode()).isEqualTo(2154516);
        LockRow ofd = LockRow.parse("\t2: OFDLCK ADVISORY  READ  -1 103:1a:7 0 EOF");
        assertThat(ofd).isNotNull();
        assertThat(ofd.mechanism()).isEqualTo("OFD");
        assertThat(ofd.mode()).contains(LockMode.SHARED);
        assertThat(ofd.pid()).isEqualTo(-1);
        assertThat(ofd.range()).isEqualTo(LockRange.WHOLE_FILE);
        LockRow posix = LockRow.parse("3: POSIX  ADVISORY  WRITE 27138 fe:00:2146338 1073741826 1073742335");
        assertThat(posix).isNotNull();
        assertThat(posix.mechanism()).isEqualTo("POSIX");
        assertThat(posix.range()).isEqualTo(new LockRange(1073741826, 510));
    }

    @Test
    void deviceIsComparedAsTheKernelSplitsIt() {
        LockRow row = LockRow.parse("1: FLOCK  ADVISORY  WRITE 1 103:1a5:7 0 EOF");
        assertThat(row).isNotNull();
        long device = 0x103L << 8 | 0xa5 | 0x100L << 12;
        assertThat(row.isOn(new FileStatus(device, 7, 0))).isTrue();
        assertThat(row.isOn(new FileStatus(device + 1, 7, 0))).isFalse();
    }

    @Test
    void waitersLeasesAndNonsenseAreNoHolders() {
        for (String line : new String[] {
            "1: -> FLOCK  ADVISORY  WRITE 30574 fe:00:2149914 0 EOF",
            "4: LEASE  ACTIVE    READ  7 08:01:12 0 EOF",
            "5: DELEG  ACTIVE    READ  7 08:01:12 0 EOF",
            "6: FLOCK  ADVISORY  WRITE x fe:00:1 0 EOF",
            "6: FLOCK  ADVISORY  WRITE 1 fe:00 0 EOF",
            "6: FLOCK  ADVISORY  WRITE 1 <none>:0 0 EOF",
            "6: FLOCK",
            "",
        }) {
            assertThat(LockRow.parse(line)).as(line).isNull();
        }
    }
}
