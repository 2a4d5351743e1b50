package io.github.portalocker.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.jna.NativeLibrary;
import io.github.portalocker.posix.core.Libc;
import io.github.portalocker.tck.KernelLocks;
import io.github.portalocker.tck.Threads;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Linux does with locks, without this library in between: facts that its design rests on. Where the kernel is treacherous
 * (upgrades), the library refuses; the contract shows that it does.
 */
@EnabledOnOs(OS.LINUX)
final class KernelFactsTest {
    private static final int EINTR = -4;
    private static final int EBADF = -9;
    private static final int EAGAIN = -11;
    private static final int EINVAL = -22;

    private static final Libc LIBC = JnaLibc.load();

    @TempDir
    private Path dir;

    private Path file;
    private final List<Integer> descriptors = new ArrayList<>();

    /** The two kinds of locks that belong to an open file. */
    enum Kind {
        FLOCK {
            @Override
            int call(int descriptor, Op op, boolean wait) {
                return LIBC.flock(descriptor, op.ofFlock | (wait ? 0 : 4));
            }
        },
        OFD {
            @Override
            int call(int descriptor, Op op, boolean wait) {
                byte[] request = new byte[32];
                ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putShort(op.ofFcntl);
                return LIBC.fcntl(descriptor, wait ? 38 : 37, request);
            }
        };

        abstract int call(int descriptor, Op op, boolean wait);

        int attempt(int descriptor, Op op) {
            return call(descriptor, op, false);
        }

        Task<Integer> await(int descriptor, Op op) {
            return Threads.start(() -> call(descriptor, op, true));
        }
    }

    /** What is asked for: {@code LOCK_SH} and its like, {@code F_RDLCK} and its like. */
    enum Op {
        SHARED(1, 0),
        EXCLUSIVE(2, 1),
        UNLOCK(8, 2);

        private final int ofFlock;
        private final short ofFcntl;

        Op(int ofFlock, int ofFcntl) {
            this.ofFlock = ofFlock;
            this.ofFcntl = (short) ofFcntl;
        }
    }

    @BeforeEach
    void createFile() throws Exception {
        file = Files.createFile(dir.resolve("lock"));
    }

    @AfterEach
    void closeAll() {
        descriptors.forEach(LIBC::close);
    }

    private int open() {
        int descriptor = LIBC.open((file + "\0").getBytes(java.nio.charset.StandardCharsets.UTF_8), 0x80002);
        assertThat(descriptor).isNotNegative();
        descriptors.add(descriptor);
        return descriptor;
    }

    private int duplicate(int descriptor) {
        int duplicate = NativeLibrary.getProcess().getFunction("dup").invokeInt(new Object[] {descriptor});
        assertThat(duplicate).isNotNegative();
        descriptors.add(duplicate);
        return duplicate;
    }

    private void close(Integer descriptor) {
        descriptors.remove(descriptor);
        assertThat(LIBC.close(descriptor)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A5: locking again in the same mode changes nothing")
    void lockingAgainInTheSameModeChangesNothing(Kind kind) throws Exception {
        int mine = open();
        int other = open();
        for (int i = 0; i < 3; i++) {
            assertThat(kind.attempt(mine, Op.EXCLUSIVE)).isZero();
        }
        assertThat(KernelLocks.holders(file)).isEqualTo(1);
        assertThat(kind.attempt(mine, Op.UNLOCK)).isZero();
        assertThat(kind.attempt(other, Op.EXCLUSIVE)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A7: lock lives until the last duplicate of its descriptor is closed")
    void lockLivesUntilTheLastDuplicateOfItsDescriptorIsClosed(Kind kind) {
        int mine = open();
        int other = open();
        int duplicate = duplicate(mine);
        assertThat(kind.attempt(mine, Op.EXCLUSIVE)).isZero();
        close(mine);
        assertThat(kind.attempt(other, Op.SHARED)).isEqualTo(EAGAIN);
        close(duplicate);
        assertThat(kind.attempt(other, Op.SHARED)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A8: unlocking one duplicate unlocks all")
    void unlockingOneDuplicateUnlocksAll(Kind kind) {
        int mine = open();
        int other = open();
        int duplicate = duplicate(mine);
        assertThat(kind.attempt(mine, Op.EXCLUSIVE)).isZero();
        assertThat(kind.attempt(duplicate, Op.UNLOCK)).isZero();
        assertThat(kind.attempt(other, Op.EXCLUSIVE)).isZero();
    }

    @Test
    @DisplayName("A12, A13: nonsense is an error and no lock")
    void nonsenseIsAnErrorAndNoLock() throws Exception {
        int mine = open();
        assertThat(LIBC.flock(mine, 4)).as("LOCK_NB alone").isEqualTo(EINVAL);
        assertThat(LIBC.flock(mine, 1 | 2)).as("LOCK_SH | LOCK_EX").isEqualTo(EINVAL);
        for (Kind kind : Kind.values()) {
            assertThat(kind.attempt(-1, Op.EXCLUSIVE)).isEqualTo(EBADF);
        }
        assertThat(KernelLocks.holders(file)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A14: signal without SA_RESTART ends the wait")
    void signalWithoutRestartEndsTheWait(Kind kind) throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            assertThat(channel.size()).as("NIO has set its signal's handler").isZero();
        }
        assertThat(kind.attempt(open(), Op.EXCLUSIVE)).isZero();
        try (Blocked blocked = new Blocked(kind, open())) {
            while (!blocked.task.result().isDone()) {
                assertThat(LIBC.pthreadKill(blocked.thread, LIBC.lastRealTimeSignal() - 2))
                        .isZero();
                Thread.sleep(5);
            }
            assertThat(blocked.task.get()).isEqualTo(EINTR);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A15: signals with SA_RESTART do not end the wait")
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|aarch64", disabledReason = "offset of sa_flags")
    void signalsWithRestartDoNotEndTheWait(Kind kind) throws Exception {
        byte[] before = CancelMain.handle(CancelMain.SIGPROF, LIBC.address("labs"), CancelMain.SA_RESTART);
        int holder = open();
        assertThat(kind.attempt(holder, Op.EXCLUSIVE)).isZero();
        try (Blocked blocked = new Blocked(kind, open())) {
            for (int i = 0; i < 26_000; i++) {
                assertThat(LIBC.pthreadKill(blocked.thread, CancelMain.SIGPROF)).isZero();
            }
            assertThat(blocked.task.isBlocked()).isTrue();
            assertThat(kind.attempt(holder, Op.UNLOCK)).isZero();
            assertThat(blocked.task.get()).isZero();
        } finally {
            LIBC.sigaction(CancelMain.SIGPROF, before, null);
        }
    }

    /** A thread that is blocked in the kernel, and stays alive after that, so that it can be sent signals. */
    private final class Blocked implements AutoCloseable {
        private final AtomicBoolean end = new AtomicBoolean();
        private final Task<Integer> task;
        private volatile long thread;

        Blocked(Kind kind, int descriptor) throws Exception {
            java.util.concurrent.CompletableFuture<Integer> result = new java.util.concurrent.CompletableFuture<>();
            Task<Boolean> body = Threads.start(() -> {
                thread = LIBC.pthreadSelf();
                result.complete(kind.call(descriptor, Op.EXCLUSIVE, true));
                while (!end.get()) {
                    Thread.sleep(1);
                }
                return true;
            });
            task = new Task<>(body.thread(), result);
            KernelLocks.awaitWaiters(file, 1);
        }

        @Override
        public void close() throws InterruptedException {
            end.set(true);
            task.thread().join();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A17, A18: failed upgrade loses the shared lock of flock and keeps that of fcntl")
    void failedUpgradeLosesTheSharedLockOfFlockAndKeepsThatOfFcntl(Kind kind) throws Exception {
        int first = open();
        int second = open();
        assertThat(kind.attempt(first, Op.SHARED)).isZero();
        assertThat(kind.attempt(second, Op.SHARED)).isZero();
        assertThat(kind.attempt(first, Op.EXCLUSIVE)).isEqualTo(EAGAIN);
        assertThat(KernelLocks.holders(file)).isEqualTo(kind == Kind.FLOCK ? 1 : 2);
        assertThat(kind.attempt(second, Op.EXCLUSIVE)).isEqualTo(kind == Kind.FLOCK ? 0 : EAGAIN);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A19: two waiting upgraders overtake each other with flock and hang with fcntl")
    void twoWaitingUpgradersOvertakeEachOtherWithFlockAndHangWithFcntl(Kind kind) throws Exception {
        int first = open();
        int second = open();
        assertThat(kind.attempt(first, Op.SHARED)).isZero();
        assertThat(kind.attempt(second, Op.SHARED)).isZero();
        Task<Integer> firstUpgrade = kind.await(first, Op.EXCLUSIVE);
        KernelLocks.awaitWaiters(file, 1);
        Task<Integer> secondUpgrade = kind.await(second, Op.EXCLUSIVE);
        if (kind == Kind.FLOCK) {
            assertThat(secondUpgrade.get()).as("though it came later").isZero();
            assertThat(firstUpgrade.isBlocked()).isTrue();
            assertThat(kind.attempt(second, Op.UNLOCK)).isZero();
            assertThat(firstUpgrade.get()).isZero();
        } else {
            KernelLocks.awaitWaiters(file, 2);
            assertThat(firstUpgrade.isBlocked() && secondUpgrade.isBlocked()).isTrue();
            assertThat(kind.attempt(second, Op.UNLOCK))
                    .as("from a third thread")
                    .isZero();
            assertThat(firstUpgrade.get()).isZero();
            assertThat(secondUpgrade.isBlocked()).isTrue();
            assertThat(kind.attempt(first, Op.UNLOCK)).isZero();
            assertThat(secondUpgrade.get()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A20: downgrade lets no waiting writer in")
    void downgradeLetsNoWaitingWriterIn(Kind kind) throws Exception {
        int holder = open();
        int writer = open();
        int third = open();
        for (int i = 0; i < 50; i++) {
            assertThat(kind.attempt(holder, Op.EXCLUSIVE)).isZero();
            Task<Integer> waiter = kind.await(writer, Op.EXCLUSIVE);
            KernelLocks.awaitWaiters(file, 1);
            assertThat(kind.attempt(holder, Op.SHARED)).isZero();
            assertThat(kind.attempt(third, Op.EXCLUSIVE)).isEqualTo(EAGAIN);
            assertThat(waiter.result()).isNotDone();
            assertThat(kind.attempt(holder, Op.UNLOCK)).isZero();
            assertThat(waiter.get()).isZero();
            assertThat(kind.attempt(writer, Op.UNLOCK)).isZero();
        }
    }

    /** So no promise is made to writers among several processes; among the threads of one JVM there is one. */
    @ParameterizedTest
    @EnumSource
    @DisplayName("A21: readers that overlap starve a writer")
    void readersThatOverlapStarveAWriter(Kind kind, TestReporter reporter) throws Exception {
        AtomicInteger reading = new AtomicInteger();
        AtomicInteger rounds = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        List<Task<Boolean>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int descriptor = open();
            readers.add(Threads.start(() -> {
                while (!stop.get()) {
                    assertThat(kind.call(descriptor, Op.SHARED, true)).isZero();
                    reading.incrementAndGet();
                    do {
                        Thread.sleep(10);
                    } while (!stop.get() && !leave(reading)); // the last one stays until another has come
                    assertThat(kind.attempt(descriptor, Op.UNLOCK)).isZero();
                    rounds.incrementAndGet();
                }
                return true;
            }));
        }
        Threads.awaitThat(() -> rounds.get() >= 3, "the readers take turns");
        long start = System.nanoTime();
        Task<Integer> writer = kind.await(open(), Op.EXCLUSIVE);
        KernelLocks.awaitWaiters(file, 1);
        int before = rounds.get();
        Threads.awaitThat(() -> rounds.get() >= before + 100, "the readers go on beside the writer");
        assertThat(writer.result()).isNotDone();
        reporter.publishEntry("a writer waited for ms", Long.toString((System.nanoTime() - start) / 1_000_000));
        stop.set(true);
        assertThat(writer.get()).isZero();
        for (Task<Boolean> reader : readers) {
            assertThat(reader.get()).isTrue();
        }
    }

    private static boolean leave(AtomicInteger reading) {
        return reading.getAndUpdate(count -> count > 1 ? count - 1 : count) > 1;
    }
}
