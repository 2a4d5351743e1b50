package io.github.portalocker.posix.core;

import io.github.portalocker.LockDomain;
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
    void domainIsThatOfTheSystemCall() {
        assertThat(parsed("1: FLOCK  ADVISORY  WRITE 30524 fe:00:2154516 0 EOF").domain())
                .isEqualTo(LockDomain.FLOCK);
        assertThat(parsed("2: OFDLCK ADVISORY  READ  -1 103:1a:7 0 EOF").domain())
                .isEqualTo(LockDomain.RECORD);
        assertThat(parsed("3: POSIX  ADVISORY  WRITE 27138 fe:00:2146338 0 9").domain())
                .isEqualTo(LockDomain.RECORD);
    }

    /** As Linux 6.18 wrote them: one that holds, one that waits for it, and two that wait behind that. */
    @Test
    void waitsAreToldFromLocksHoweverDeepTheyStand() {
        LockRow lock = parsed("1: OFDLCK ADVISORY  WRITE -1 fe:00:2156638 0 EOF");
        LockRow first = parsed("1: -> OFDLCK ADVISORY  WRITE -1 fe:00:2156638 0 EOF");
        LockRow second = parsed("1:  -> POSIX  ADVISORY  WRITE 886 fe:00:2156638 0 EOF");
        LockRow third = parsed("1:   -> POSIX  ADVISORY  READ  923 fe:00:2156638 10 19");
        assertThat(lock.waits()).isFalse();
        assertThat(first.waits()).isTrue();
        assertThat(first.mechanism()).isEqualTo("OFD");
        assertThat(first.pid()).isEqualTo(-1);
        assertThat(first).isNotEqualTo(lock);
        assertThat(second.waits()).isTrue();
        assertThat(second.mode()).contains(LockMode.EXCLUSIVE);
        assertThat(second.pid()).isEqualTo(886);
        assertThat(third.waits()).isTrue();
        assertThat(third.mode()).contains(LockMode.SHARED);
        assertThat(third.range()).isEqualTo(new LockRange(10, 10));
        assertThat(third.inode()).isEqualTo(2156638);
    }

    private static LockRow parsed(String line) {
        LockRow row = LockRow.parse(line);
        assertThat(row).as(line).isNotNull();
        return row;
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
    void leasesAndNonsenseAreNoLocks() {
        for (String line : new String[] {
            "1: -> LEASE  ACTIVE    READ  7 08:01:12 0 EOF",
            "1: ->",
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
