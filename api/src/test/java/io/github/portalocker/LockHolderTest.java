package io.github.portalocker;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import io.github.portalocker.spi.Failure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class LockHolderTest {
    private static final LockHolder UNKNOWN = LockHolder.of(LockDomain.RECORD, LockRange.WHOLE_FILE);
    private static final LockHolder JOB =
            UNKNOWN.withPid(4711).withCommand("python3 job.py").withMode(LockMode.EXCLUSIVE);

    @Test
    void whatIsNotKnownIsEmpty() {
        assertThat(UNKNOWN.pid()).isEqualTo(OptionalLong.empty());
        assertThat(UNKNOWN.host()).isEmpty();
        assertThat(UNKNOWN.command()).isEmpty();
        assertThat(UNKNOWN.mode()).isEmpty();
        assertThat(UNKNOWN).hasToString("an unknown process, record");
    }

    @Test
    void messagesTellWhatIsKnown() {
        assertThat(JOB).hasToString("4711 (python3 job.py), record, exclusive");
        assertThat(LockHolder.of(LockDomain.FLOCK, new LockRange(3, 4)).withPid(4711))
                .hasToString("4711, flock, bytes 3-6");
        assertThat(JOB.withHost("db2")).hasToString("4711 on db2 (python3 job.py), record, exclusive");
        assertThat(UNKNOWN.withHost("db2")).hasToString("an unknown process on db2, record");
    }

    @Test
    void onlyAProcessOfThisMachineCanBeThisProcess() {
        LockHolder same = JOB.withPid(ProcessHandle.current().pid());
        assertThat(same).hasToString("this process, record, exclusive");
        assertThat(same.withHost("db2").toString())
                .startsWith(ProcessHandle.current().pid() + " on db2 (");
    }

    @Test
    void timeoutNamesAProcessOnceForEachMachine() {
        List<LockHolder> holders = List.of(
                JOB, LockHolder.of(LockDomain.FLOCK, LockRange.WHOLE_FILE).withPid(4711), JOB.withHost("db2"));
        Failure failure = Failure.of("lock", null, "own", "it is held", null);
        assertThat(new LockTimeoutException(failure, Duration.ofSeconds(1), holders))
                .hasMessageEndingWith("; held by 4711 (python3 job.py), record, exclusive; "
                        + "4711 on db2 (python3 job.py), record, exclusive");
    }

    @Test
    void longCommandLineIsCutOffInMessagesOnly() {
        LockHolder holder = JOB.withCommand("x".repeat(101));
        assertThat(holder).hasToString("4711 (" + "x".repeat(97) + "...), record, exclusive");
        assertThat(holder.command()).contains("x".repeat(101));
    }

    @Test
    void holdersAreEqualIfAllThatIsKnownIs() {
        assertThat(UNKNOWN.withMode(LockMode.EXCLUSIVE)
                        .withCommand("python3 job.py")
                        .withPid(4711))
                .isEqualTo(JOB)
                .hasSameHashCodeAs(JOB);
        assertThat(JOB)
                .isNotEqualTo(JOB.withPid(1))
                .isNotEqualTo(JOB.withHost("db2"))
                .isNotEqualTo(JOB.withCommand("true"))
                .isNotEqualTo(JOB.withMode(LockMode.SHARED))
                .isNotEqualTo(UNKNOWN);
    }
}
