package io.github.portalocker.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.portalocker.Availability.Available;
import io.github.portalocker.Availability.NotForThisPlatform;
import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.Capability;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockNotSupportedException;
import io.github.portalocker.internal.FileLocks;
import io.github.portalocker.internal.Settings;
import io.github.portalocker.internal.Target;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.posix.core.Libc;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.posix.core.PosixPlatform;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.OpenOptions;
import io.github.portalocker.spi.PendingWait;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.KernelLocks;
import io.github.portalocker.tck.Threads;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Answers of the C library that the system of these tests does not give. */
@EnabledOnOs(OS.LINUX)
final class UnusualSystemTest {
    private static final long F_OFD_SETLK = 37;
    private static final int F_OFD_SETLKW = 38;

    private final UnusualSystem system = new UnusualSystem();
    private final PosixLockBackend ofd = system.backend(LockProtocol.OFD);
    private final PosixLockBackend universal = system.backend(LockProtocol.UNIVERSAL);

    /** What is proven at start-up is proven before: that is about this system. */
    private void fileSystemIs(long magic) {
        assertThat(ofd.availability()).isInstanceOf(Available.class);
        assertThat(universal.availability()).isInstanceOf(Available.class);
        system.fileSystemIs(magic);
    }

    @Test
    void kernelWithoutOpenFileDescriptionLocksIsNoPlatformForThem() {
        system.replace("fcntl", arguments -> -22);
        for (PosixLockBackend backend : new PosixLockBackend[] {ofd, universal}) {
            assertThat(backend.availability())
                    .isInstanceOfSatisfying(
                            NotForThisPlatform.class,
                            other -> assertThat(other.reason()).contains("kernel"));
        }
    }

    /** Temporary files may be on NFS without a lock manager, or in a container's FUSE, and lock files elsewhere. */
    @Test
    void temporaryFolderThatCannotLockDoesNotSpeakForOtherFileSystems() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        assumeTrue(Files.isWritable(Path.of("/dev/shm")) && !temporary.startsWith("/dev/shm"));
        system.replace("flock", arguments -> {
            try {
                boolean there = Files.readSymbolicLink(Path.of("/proc/self/fd/" + arguments[0]))
                        .startsWith(temporary.toRealPath());
                return there ? -37 : JnaLibc.load().flock((int) arguments[0], (int) arguments[1]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(universal.availability()).isInstanceOf(Available.class);
    }

    @Test
    void systemWithoutLocksAnywhereNamesTheFolderForTemporaryFiles() {
        system.replace("fcntl", arguments -> -37);
        assertThat(ofd.availability())
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        unavailable -> assertThat(unavailable.reason())
                                .contains(System.getProperty("java.io.tmpdir"), "ENOLCK"));
    }

    @Test
    void otherErrorsOfTheProbeAreToldAsTheyAre() {
        system.replace("fcntl", arguments -> -5);
        assertThat(ofd.availability())
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).contains("EIO"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0x6969, 0xfe534d42L, 0xff534d42L, 0x65735546, 0x01021997, 0x00c36400})
    void universalRefusesFileSystemsOfOthers(long magic, @TempDir Path dir) throws Exception {
        assertThat(universal.availability().isAvailable()).isTrue();
        Path file = Files.createFile(dir.resolve("lock"));
        fileSystemIs(magic);
        assertThatThrownBy(() -> universal.open(file, OpenOptions.DEFAULT))
                .isInstanceOf(LockNotSupportedException.class)
                .hasMessageContainingAll("two locks", "posix-flock", "local file system");
        assertThat(Descriptors.of(dir)).isZero();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> universal.adopt(channel)).isInstanceOf(LockNotSupportedException.class);
        }
        try (FileHandle handle = ofd.open(file, OpenOptions.DEFAULT)) {
            assertThat(handle.tryLock(LockMode.EXCLUSIVE))
                    .as("one lock is fine")
                    .isNotNull();
            Handles.release(handle);
        }
    }

    @Test
    void universalRefusesWhatItCannotTell(@TempDir Path dir) {
        assertThat(universal.availability().isAvailable()).isTrue();
        system.replace("fstatfs", arguments -> -38);
        assertThatThrownBy(() -> universal.open(dir.resolve("lock"), OpenOptions.DEFAULT))
                .isInstanceOf(LockNotSupportedException.class)
                .hasMessageContaining("unknown");
    }

    @ParameterizedTest
    @ValueSource(longs = {0xff534d42L, 0xfe534d42L, 0x65735546L}) // SMB, SMB, FUSE
    void pollsWhereSignalsMayBeIgnored(long magic, @TempDir Path dir) throws Exception {
        try (FileHandle handle = ofd.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            assertThat(handle.newWait(LockMode.EXCLUSIVE)).isNotNull();
        }
        fileSystemIs(magic);
        try (FileHandle handle = ofd.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            assertThat(handle.newWait(LockMode.EXCLUSIVE)).isNull();
        }
    }

    /** The kernel forgets it by itself, but not always; whether it does what it is told is shown by {@code proof/network}. */
    @Test
    void whatIsCachedOfAFileOfNfsIsForgottenWithEachLock(@TempDir Path dir) throws Exception {
        AtomicInteger forgotten = new AtomicInteger();
        system.replace("fadvise", arguments -> {
            forgotten.incrementAndGet();
            return -38; // which loses no lock
        });
        fileSystemIs(0x6969);
        try (FileHandle handle = ofd.open(dir.resolve("lock"), OpenOptions.DEFAULT);
                FileHandle other = ofd.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            assertThat(forgotten).hasValue(0);
            assertThat(handle.tryLock(LockMode.EXCLUSIVE)).isNotNull();
            assertThat(forgotten).hasValue(1);
            assertThat(other.tryLock(LockMode.SHARED)).isNull();
            assertThat(forgotten).hasValue(1);
            Handles.release(handle);
            assertThat(Objects.requireNonNull(handle.newWait(LockMode.SHARED)).await())
                    .isNotNull();
            assertThat(forgotten).hasValue(2);
            Handles.release(handle);
        }
    }

    /** A kernel that takes the arguments for others says so. */
    @Test
    void adviceReachesTheKernel(@TempDir Path dir) {
        Libc libc = system.real();
        int descriptor = libc.create((dir.resolve("file") + "\0").getBytes(StandardCharsets.UTF_8), 0x42, 0600);
        int dontNeed = PosixPlatform.current().orElseThrow().dontNeed();
        assertThat(libc.fadvise(descriptor, dontNeed)).isZero();
        assertThat(libc.fadvise(descriptor, 99)).as("no advice: EINVAL").isEqualTo(-22);
        assertThat(libc.fadvise(-1, dontNeed)).as("EBADF").isEqualTo(-9);
        assertThat(libc.close(descriptor)).isZero();
    }

    @Test
    void whatIsCachedOfAFileOfThisMachineStays(@TempDir Path dir) throws Exception {
        system.replace("fadvise", arguments -> {
            throw new AssertionError("no other process can have written it");
        });
        try (FileHandle handle = ofd.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            assertThat(handle.tryLock(LockMode.EXCLUSIVE)).isNotNull();
            Handles.release(handle);
        }
    }

    /** A call that nothing ends, as on FUSE: it is abandoned, and the caller can time out. */
    @Test
    void waitThatHeedsNoSignalIsGivenUp(@TempDir Path dir) throws Exception {
        CompletableFuture<Void> released = new CompletableFuture<>();
        try (FileHandle handle = ofd.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            system.replace("fcntl", arguments -> {
                released.join(); // ignores interrupts as well
                return 0;
            });
            PendingWait wait = Objects.requireNonNull(handle.newWait(LockMode.EXCLUSIVE));
            Threads.Task<Boolean> waiter = Threads.start(() -> wait.await() != null);
            assertThat(waiter.isBlocked()).isTrue();
            long start = System.nanoTime();
            while (wait.cancel()) {
                Thread.sleep(10);
                assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
            }
            assertThat(waiter.result()).isNotDone();
            released.complete(null);
            assertThat(waiter.get()).as("locked after all").isTrue();
        }
    }

    /** A signal ends the call that it meets: here none yet, and the wait that follows would go on for ever. */
    @Test
    @DisplayName("I10: a signal that comes before the wait has begun is sent again")
    void signalThatComesTooEarlyIsSentAgain(@TempDir Path dir) throws Exception {
        FileLocks locks = new FileLocks(ofd, Settings.ofProperties(), null);
        Path file = dir.resolve("lock");
        CompletableFuture<Void> aboutToWait = new CompletableFuture<>();
        AtomicInteger signals = new AtomicInteger();
        try (Agent other = Agent.start("posix-ofd")) {
            other.lock(LockMode.EXCLUSIVE, file);
            system.replace("pthreadKill", arguments -> {
                signals.incrementAndGet();
                return null;
            });
            system.replace("fcntl", arguments -> {
                if ((int) arguments[1] == F_OFD_SETLKW && aboutToWait.complete(null)) {
                    while (signals.get() == 0) {
                        Thread.onSpinWait();
                    }
                }
                return null;
            });
            Threads.Task<HeldFileLock> waiter =
                    Threads.start(() -> Target.of(locks, file).tryLock(LockMode.EXCLUSIVE, Deadline.NEVER));
            aboutToWait.get(60, TimeUnit.SECONDS);
            signals.set(0); // the start-up probe sends some
            waiter.thread().interrupt();
            assertThatThrownBy(waiter::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    /** As in a sandbox: then no wait begins that would have to be ended. */
    @Test
    void processThatMaySignalNoThreadPolls() {
        system.replace("pthreadKill", arguments -> -1);
        assertThat(ofd.availability().isAvailable()).isTrue();
        assertThat(ofd.capabilities()).doesNotContain(Capability.KERNEL_WAIT);
    }

    @Test
    void threadThatCannotLetSignalsInPolls(@TempDir Path dir) throws Exception {
        assertThat(ofd.capabilities()).contains(Capability.KERNEL_WAIT);
        system.replace("pthreadSigmask", arguments -> -1);
        FileLocks locks = new FileLocks(ofd, Settings.ofProperties(), null);
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start("posix-ofd")) {
            other.lock(LockMode.EXCLUSIVE, file);
            Threads.Task<HeldFileLock> waiter = Threads.start(
                    () -> Target.of(locks, file).tryLock(LockMode.EXCLUSIVE, Deadline.after(Duration.ofMillis(200))));
            assertThat(waiter.get()).isNull();
            Threads.Task<HeldFileLock> next =
                    Threads.start(() -> Target.of(locks, file).tryLock(LockMode.EXCLUSIVE, Deadline.NEVER));
            assertThat(next.isBlocked()).isTrue();
            assertThat(KernelLocks.waiters(file)).isZero();
            other.unlock(file);
            next.get().close();
        }
    }

    @Test
    @DisplayName("I6: on SMB, and only there, EACCES is contention")
    void smbAnswersContentionWithAnErrorOfPermission(@TempDir Path dir) throws Exception {
        assertThat(ofd.availability().isAvailable()).isTrue();
        system.replace("fcntl", arguments -> ((Integer) arguments[1]).longValue() == F_OFD_SETLK ? -13 : -22);
        try (FileHandle handle = ofd.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            assertThatThrownBy(() -> handle.tryLock(LockMode.EXCLUSIVE)).hasMessageContaining("EACCES");
        }
        system.fileSystemIs(0xfe534d42L);
        try (FileHandle handle = ofd.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            assertThat(handle.tryLock(LockMode.EXCLUSIVE)).isNull();
        }
    }

    /** To close one descriptor may cost another one of the same process its lock there. */
    @Test
    void refusedAttemptsOnSmbCloseNothingWhileTheLockIsHeld(@TempDir Path dir) throws Exception {
        PosixLockBackend flock = system.backend(LockProtocol.FLOCK);
        assertThat(flock.availability().isAvailable()).isTrue();
        fileSystemIs(0xfe534d42L);
        Path file = dir.resolve("lock");
        try (FileHandle holder = flock.open(file, OpenOptions.DEFAULT)) {
            assertThat(holder.tryLock(LockMode.EXCLUSIVE)).isNotNull();
            AtomicInteger closed = new AtomicInteger();
            system.replace("close", arguments -> {
                closed.incrementAndGet();
                return system.real().close((int) arguments[0]);
            });
            for (int i = 0; i < 10; i++) {
                try (FileHandle other = flock.open(file, OpenOptions.DEFAULT)) {
                    assertThat(other.tryLock(LockMode.SHARED)).isNull();
                }
            }
            assertThat(closed).hasValue(0);
            assertThat(Descriptors.of(dir)).as("the same one was used again").isEqualTo(2);
            Handles.release(holder);
            assertThat(closed).hasValue(1);
        }
        assertThat(Descriptors.of(dir)).isZero();
    }

    /** One kind of lock is there, and the one of flock is dropped when others close the file. */
    @Test
    void flockOnSmbIsARecordLock(@TempDir Path dir) throws Exception {
        PosixLockBackend flock = system.backend(LockProtocol.FLOCK);
        assertThat(flock.availability().isAvailable()).isTrue();
        fileSystemIs(0xfe534d42L);
        Path file = dir.resolve("lock");
        try (FileHandle handle = flock.open(file, OpenOptions.DEFAULT);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(handle.tryLock(LockMode.EXCLUSIVE)).isNotNull();
            assertThat(channel.tryLock()).isNull();
            Handles.release(handle);
        }
    }
}
