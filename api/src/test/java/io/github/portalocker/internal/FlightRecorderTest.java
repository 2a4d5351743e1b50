package io.github.portalocker.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.MemoryBackend;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a recording of Java's flight recorder has of locks. */
final class FlightRecorderTest extends EngineTest {
    private static final String WAIT = "portalocker.LockWait";
    private static final String HOLD = "portalocker.LockHold";
    private static final Duration SHORT = Duration.ofMillis(40);

    @TempDir
    Path folder;

    private List<RecordedEvent> events(Recording recording, String name) throws Exception {
        Path file = Files.createTempFile(folder, "recording", ".jfr");
        recording.stop();
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    private void contend() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock lock = file.lock(EXCLUSIVE);
            Task<HeldFileLock> task = Task.start(() -> file.lock(SHARED)).queued();
            assertThatThrownBy(() -> file.lock(EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
            lock.close();
            task.get().close();
        }
    }

    @Test
    void waitsAreRecordedWithTheirOutcome() throws Exception {
        contend(); // the events are known to Java before they are recorded
        try (Recording recording = new Recording()) {
            recording.start();
            contend();
            List<RecordedEvent> waits = events(recording, WAIT);
            assertThat(waits).hasSize(2).allSatisfy(wait -> {
                assertThat(wait.getDuration()).isBetween(SHORT.dividedBy(2), Waiting.PATIENCE);
                assertThat(wait.getString("subject")).isEqualTo("lock");
                assertThat(wait.getString("backend")).isEqualTo(MemoryBackend.NAME);
            });
            assertThat(waits)
                    .extracting(wait -> wait.getString("mode") + " " + wait.getBoolean("acquired"))
                    .containsExactlyInAnyOrder("SHARED true", "EXCLUSIVE false");
        }
    }

    @Test
    void holdsAreRecordedWithTheirTime() throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            contend();
            assertThat(events(recording, HOLD))
                    .filteredOn(hold -> hold.getString("mode")
                            .equals("EXCLUSIVE")) // on a busy machine, the shared one is held for 20 ms as well
                    .singleElement()
                    .satisfies(hold -> {
                        assertThat(hold.getDuration()).isBetween(SHORT, Waiting.PATIENCE);
                        assertThat(hold.getString("subject")).isEqualTo("lock");
                        assertThat(hold.getString("backend")).isEqualTo(MemoryBackend.NAME);
                    });
        }
    }

    @Test
    void shortHoldsAreRecordedWithoutAThreshold() throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable(HOLD).withoutThreshold();
            recording.start();
            locker.lock(FILE, EXCLUSIVE).close();
            locker.lockAsync(FILE, SHARED).get().close();
            assertThat(events(recording, HOLD))
                    .extracting(hold -> hold.getString("mode"))
                    .containsExactly("EXCLUSIVE", "SHARED");
        }
    }

    @Test
    void lockThatWasAcquiredBeforeTheRecordingIsNotRecorded() throws Exception {
        try (Recording recording = new Recording();
                HeldFileLock lock = locker.lock(FILE, EXCLUSIVE)) {
            recording.enable(HOLD).withoutThreshold();
            recording.start();
            lock.close();
            assertThat(events(recording, HOLD)).isEmpty();
        }
    }

    @Test
    void freeLockIsNoWait() throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable(WAIT).withoutThreshold();
            recording.start();
            locker.lock(FILE, EXCLUSIVE).close();
            assertThat(events(recording, WAIT)).isEmpty();
        }
    }

    @Test
    void eventsThatAreTurnedOffAreNotRecorded() throws Exception {
        try (Recording recording = new Recording()) {
            recording.disable(WAIT);
            recording.disable(HOLD);
            recording.start();
            contend();
            assertThat(events(recording, WAIT)).isEmpty();
        }
    }
}
