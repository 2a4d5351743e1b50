package io.github.portalocker.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

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

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What Linux' client of SMB needs, with the calls of this system; {@code proof/network} shows with a server that it helps. */
@EnabledOnOs(OS.LINUX)
final class SmbLocksTest {
    private static final long SMB = 0xfe534d42L;
    private static final int EACCES = 13;

    private final UnusualSystem system = new UnusualSystem();
    private final PosixLockBackend flock = system.backend(LockProtocol.FLOCK);
    private final FileLocks locks = new FileLocks(flock, Settings.ofProperties(), null);
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @TempDir
    private Path dir;

    private Path file;

    @BeforeEach
    void pretendThatAServerHasTheFile() {
        file = dir.resolve("lock");
        assertThat(flock.availability().isAvailable()).isTrue();
        system.fileSystemIs(SMB);
        system.replace("fcntl", arguments -> {
            short type = ByteBuffer.wrap((byte[]) arguments[2])
                    .order(ByteOrder.nativeOrder())
                    .getShort();
            calls.add(arguments[1] + " " + type);
            return null;
        });
    }

    /** F_SETLK with F_UNLCK, which takes nothing from other processes, not F_OFD_SETLK, which does. */
    @ParameterizedTest
    @EnumSource(LockMode.class)
    void refusedAttemptIsTakenBack(LockMode mode) throws Exception {
        try (Agent other = Agent.start("posix-ofd")) {
            assertThat(other.tryLock(EXCLUSIVE, file)).isTrue();
            assertThat(Target.of(locks, file).tryLock(mode)).isNull();
            assertThat(calls).containsExactly(mode == EXCLUSIVE ? "37 1" : "37 0", "6 2");
        }
    }

    @Test
    void sharedLockIsReleasedByClosing() throws Exception {
        try (Agent other = Agent.start("posix-ofd")) {
            var first = Target.of(locks, file).tryLock(SHARED);
            var second = Target.of(locks, file).tryLock(SHARED);
            assertThat(other.tryLock(EXCLUSIVE, file)).isFalse();
            first.close();
            assertThat(other.tryLock(EXCLUSIVE, file)).isFalse();
            second.close();
            assertThat(calls).doesNotContain("37 2");
            assertThat(other.tryLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @Test
    void exclusiveLockAfterASharedOneIsReal() throws Exception {
        try (Agent other = Agent.start("posix-ofd")) {
            Target.of(locks, file).tryLock(SHARED).close();
            try (var lock = Target.of(locks, file).tryLock(EXCLUSIVE)) {
                assertThat(lock.isValid()).isTrue();
                assertThat(other.tryLock(SHARED, file)).isFalse();
            }
            assertThat(other.tryLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @Test
    void readThatOthersAttemptsDisturbIsTriedAgain() throws Exception {
        Files.writeString(file, "content");
        AtomicInteger refusals = new AtomicInteger(3);
        system.replace("pread", arguments -> refusals.getAndDecrement() > 0 ? (long) -EACCES : null);
        try (var lock = Target.of(locks, file).tryLock(EXCLUSIVE)) {
            lock.ensureValid();
            refusals.set(3);
            assertThat(lock.channel().read(ByteBuffer.allocate(7), 0)).isEqualTo(7);
        }
    }

    @Test
    void readThatIsRefusedForLongFails() throws Exception {
        Files.writeString(file, "content");
        system.replace("pread", arguments -> (long) -EACCES);
        try (var lock = Target.of(locks, file).tryLock(EXCLUSIVE)) {
            assertThatThrownBy(lock::ensureValid).isInstanceOf(LockLostException.class);
            assertThatThrownBy(() -> lock.channel().read(ByteBuffer.allocate(7), 0))
                    .hasMessageContaining("EACCES");
        }
    }
}
