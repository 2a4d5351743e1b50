package io.github.portalocker.posix;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockLostException;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.FileLocks;
import io.github.portalocker.internal.Settings;
import io.github.portalocker.internal.Target;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.tck.Agent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How a lock that a server dropped is noticed; {@code proof/network} shows it with servers. */
@EnabledOnOs(OS.LINUX)
final class LostLockTest {
    private static final long NFS = 0x6969;
    private static final long SMB = 0xfe534d42L;
    private static final int EIO = 5;
    private static final int EBADF = 9;
    private static final int EACCES = 13;
    private static final int EINVAL = 22;

    private final UnusualSystem system = new UnusualSystem();
    private final PosixLockBackend flock = system.backend(LockProtocol.FLOCK);
    private final FileLocks locks = new FileLocks(flock, Settings.ofProperties(), null);

    @TempDir
    private Path dir;

    private Path file;

    @BeforeEach
    void proveTheBackendFirst() {
        file = dir.resolve("lock");
        assertThat(flock.availability().isAvailable()).isTrue();
    }

    /** As the server answers; once that is no, it is known without asking. */
    private static boolean isStillHeld(HeldFileLock lock) throws LockException {
        try {
            lock.ensureValid();
            return lock.isValid();
        } catch (LockLostException e) {
            assertThat(lock.isValid()).isFalse();
            return false;
        }
    }

    @Test
    void serversWordThatItIsGoneIsBelieved() throws Exception {
        system.fileSystemIs(NFS);
        try (var lock = Target.of(locks, file).tryLock(EXCLUSIVE)) {
            assertThat(isStillHeld(lock)).isTrue();
            system.replace("lseek", arguments -> (long) -EINVAL);
            assertThatThrownBy(lock::ensureValid).hasMessageContainingAll("cannot check the lock on", "EINVAL");
            system.replace("lseek", arguments -> (long) -EIO);
            assertThat(isStillHeld(lock)).isFalse();
        }
    }

    /** Here the two kinds of lock can be had both; on NFS the second one shows that the first was lost. */
    @ParameterizedTest
    @EnumSource(LockMode.class)
    void lockOfAnotherHolderIsNotOurs(LockMode mode) throws Exception {
        system.fileSystemIs(NFS);
        try (var lock = Target.of(locks, file).tryLock(mode);
                Agent other = Agent.start("posix-ofd")) {
            assertThat(other.tryLock(LockMode.SHARED, file)).isTrue();
            assertThat(isStillHeld(lock)).isEqualTo(mode == LockMode.SHARED);
            other.unlock(file);
            assertThat(isStillHeld(lock)).isEqualTo(mode == LockMode.SHARED); // what was lost does not come back
            assertThat(other.tryLock(EXCLUSIVE, file)).isTrue();
            assertThat(isStillHeld(lock)).isFalse();
        }
    }

    @Test
    void lockThatIsKnownToBeLostIsNotSharedWithOthers() throws Exception {
        system.fileSystemIs(NFS);
        try (LockFile open = locks.open(file);
                Agent other = Agent.start("posix-ofd")) {
            HeldFileLock lost = open.lock(LockMode.SHARED);
            assertThat(other.tryLock(EXCLUSIVE, file)).isTrue();
            assertThat(isStillHeld(lost)).isFalse();
            HeldFileLock fresh = requireNonNull(open.tryLock(LockMode.SHARED)); // flock and OFD locks are two here
            assertThat(Descriptors.of(file)).isEqualTo(2);
            assertThat(isStillHeld(fresh)).isFalse();
            other.unlock(file);
            lost.close();
            fresh.close();
            open.lock(EXCLUSIVE).close();
        }
        assertThat(Descriptors.of(file)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {EACCES, EBADF})
    void readRefusedOnSmbMeansThatAnotherClientHoldsIt(int error) throws Exception {
        system.fileSystemIs(SMB);
        try (var lock = Target.of(locks, file).tryLock(EXCLUSIVE)) {
            assertThat(isStillHeld(lock)).isTrue();
            system.replace("pread", arguments -> (long) -error);
            assertThat(isStillHeld(lock)).isFalse();
        }
    }

    @Test
    void checkLeavesThePositionOfTheCallersChannelAlone() throws Exception {
        Files.writeString(file, "0123456789");
        system.fileSystemIs(NFS);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                var lock = Target.of(locks, channel).tryLock(EXCLUSIVE)) {
            channel.position(4);
            assertThat(isStillHeld(lock)).isTrue();
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThat(channel.read(one)).isEqualTo(1);
            assertThat(one.array()).containsExactly('4');
        }
    }

    @Test
    void localFilesAreNotAsked() throws Exception {
        system.replace("lseek", arguments -> {
            throw new AssertionError("lseek");
        });
        try (var lock = Target.of(locks, file).tryLock(EXCLUSIVE)) {
            assertThat(isStillHeld(lock)).isTrue();
        }
    }
}
