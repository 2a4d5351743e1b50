package io.github.portalocker.posix;

import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What users see of a system that fails when they do not expect it; the locks themselves are real. */
@EnabledOnOs(OS.LINUX)
final class FlakySystemTest {
    private static final int ENOENT = 2;
    private static final int EIO = 5;

    private final FileLocker locker = FileLocker.builder().backend("flaky").build();
    private final FileLocker other = FileLocker.builder().backend("posix-flock").build();

    @TempDir
    private Path dir;

    @AfterEach
    void repair() {
        FlakyBackend.REPLACED.clear();
    }

    private boolean isFree(Path file) throws Exception {
        HeldFileLock lock = other.tryLock(file, EXCLUSIVE);
        if (lock != null) {
            lock.close();
        }
        return lock != null;
    }

    @Test
    @DisplayName("B13: lock that could not be released is still held and the next release tries again")
    void lockThatCouldNotBeReleasedIsStillHeldAndTheNextReleaseTriesAgain() throws Exception {
        Path file = dir.resolve("lock");
        HeldFileLock lock = locker.lock(file, EXCLUSIVE);
        FlakyBackend.fail("flock", EIO, 1);
        assertThatThrownBy(lock::close)
                .isInstanceOf(LockException.class)
                .hasMessageContainingAll("unlock", file.toString(), "EIO");
        assertThat(lock.isValid()).isTrue();
        assertThat(isFree(file)).isFalse();
        assertThat(locker.tryLock(file, EXCLUSIVE)).isNull();
        lock.close();
        assertThat(lock.isValid()).isFalse();
        assertThat(isFree(file)).isTrue();
    }

    @Test
    @DisplayName("B13: lock file that could not be unlocked can be locked and unlocked later")
    void lockFileThatCouldNotBeUnlockedCanBeLockedAndUnlockedLater() throws Exception {
        Path path = dir.resolve("lock");
        try (LockFile file = locker.open(path)) {
            HeldFileLock lock = file.lock(EXCLUSIVE);
            FlakyBackend.fail("flock", EIO, 1);
            assertThatThrownBy(lock::close).isInstanceOf(LockException.class);
            assertThat(file.tryLock(EXCLUSIVE)).isNull();
            lock.close();
            file.lock(EXCLUSIVE).close();
            assertThat(isFree(path)).isTrue();
        }
    }

    @Test
    @DisplayName("B14: failure to close is reported and the lock is gone")
    void failureToCloseIsReportedAndTheLockIsGone() throws Exception {
        Path file = dir.resolve("lock");
        HeldFileLock lock = locker.lock(file, EXCLUSIVE);
        FlakyBackend.REPLACED.put("close", arguments -> {
            JnaLibc.load().close((Integer) arguments[0]);
            return -EIO;
        });
        assertThatThrownBy(lock::close)
                .isInstanceOf(LockException.class)
                .hasMessageContainingAll("close", file.toString(), "EIO");
        assertThat(lock.isValid()).isFalse();
        assertThat(isFree(file)).isTrue();
        lock.close();
    }

    @Test
    @DisplayName("B12: failure to release does not hide what went wrong before")
    void failureToReleaseDoesNotHideWhatWentWrongBefore() throws Exception {
        Path file = dir.resolve("lock");
        IllegalStateException wrong = new IllegalStateException("in the body");
        HeldFileLock[] kept = new HeldFileLock[1];
        assertThatThrownBy(() -> {
                    try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
                        kept[0] = lock;
                        FlakyBackend.fail("flock", EIO, 1);
                        throw wrong;
                    }
                })
                .isSameAs(wrong);
        assertThat(wrong.getSuppressed()).hasSize(1);
        assertThat(wrong.getSuppressed()[0]).isInstanceOf(LockException.class).hasMessageContaining("EIO");
        kept[0].close();
        assertThatThrownBy(() -> {
                    try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
                        assertThat(lock.isValid()).isTrue();
                        throw wrong;
                    }
                })
                .isSameAs(wrong);
        assertThat(isFree(file)).isTrue();
    }

    /** As network file systems do when others delete the file between looking for it and creating it. */
    @Test
    @DisplayName("G14: file that vanishes while it is created is created again")
    void fileThatVanishesWhileItIsCreatedIsCreatedAgain() throws Exception {
        FlakyBackend.fail("create", ENOENT, 3);
        locker.lock(dir.resolve("lock"), EXCLUSIVE).close();
        assertThat(dir.resolve("lock")).exists();
        FlakyBackend.fail("create", ENOENT, Integer.MAX_VALUE);
        assertThatThrownBy(() -> locker.lock(dir.resolve("never"), EXCLUSIVE))
                .isInstanceOf(LockException.class)
                .hasMessageContaining("vanished");
    }
}
