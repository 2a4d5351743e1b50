package io.github.portalocker.posix;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** posix-flock beside util-linux's flock(1) and Python's {@code fcntl.flock}. */
final class InteropTest {
    private static final String PYTHON = """
            import fcntl, sys
            file = open(sys.argv[1], 'a')
            try:
                fcntl.flock(file, getattr(fcntl, sys.argv[2]) | (fcntl.LOCK_NB if sys.argv[3] == 'try' else 0))
            except BlockingIOError:
                sys.exit(1)
            print('held', flush=True)
            sys.stdin.read()
            """;

    private final FileLocker locker =
            FileLocker.builder().backend("posix-flock").build();

    enum Other {
        FLOCK {
            @Override
            List<String> command(Path file, LockMode mode, boolean wait) {
                return List.of(
                        "flock",
                        mode == EXCLUSIVE ? "-x" : "-s",
                        wait ? "-w100" : "-n",
                        file.toString(),
                        "sh",
                        "-c",
                        "echo held; cat >/dev/null");
            }
        },
        PYTHON {
            @Override
            List<String> command(Path file, LockMode mode, boolean wait) {
                return List.of(
                        "python3",
                        "-c",
                        InteropTest.PYTHON,
                        file.toString(),
                        mode == EXCLUSIVE ? "LOCK_EX" : "LOCK_SH",
                        wait ? "wait" : "try");
            }
        };

        abstract List<String> command(Path file, LockMode mode, boolean wait);

        Program hold(Path file, LockMode mode) throws Exception {
            Program program = Program.start(command(file, mode, true));
            program.awaitLine("held");
            return program;
        }

        boolean isRefused(Path file, LockMode mode) throws Exception {
            try (Program program = Program.start(command(file, mode, false))) {
                int code = program.finish();
                assertThat(code).isIn(0, 1);
                return code == 1;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void weAreRefusedWhileItHolds(Other other, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Program holder = other.hold(file, EXCLUSIVE)) {
            assertThat(locker.tryLock(file, EXCLUSIVE)).isNull();
            assertThat(locker.tryLock(file, SHARED)).isNull();
            CompletableFuture<HeldFileLock> waiter = new CompletableFuture<>();
            new Thread(() -> {
                        try {
                            waiter.complete(locker.lock(file, EXCLUSIVE));
                        } catch (Exception e) {
                            waiter.completeExceptionally(e);
                        }
                    })
                    .start();
            Thread.sleep(100);
            assertThat(waiter).isNotDone();
            assertThat(holder.finish()).isZero();
            waiter.get(60, TimeUnit.SECONDS).close();
        }
        try (Program holder = other.hold(file, SHARED)) {
            assertThat(locker.tryLock(file, EXCLUSIVE))
                    .as("beside " + holder.pid())
                    .isNull();
            requireNonNull(locker.tryLock(file, SHARED)).close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIsRefusedWhileWeHold(Other other, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        HeldFileLock lock = locker.lock(file, EXCLUSIVE);
        assertThat(other.isRefused(file, EXCLUSIVE)).isTrue();
        assertThat(other.isRefused(file, SHARED)).isTrue();
        try (Program waiter = Program.start(other.command(file, EXCLUSIVE, true))) {
            assertThat(waiter.saysSomethingWithin(200)).isFalse();
            lock.close();
            waiter.awaitLine("held");
        }
        try (HeldFileLock shared = locker.lock(file, SHARED)) {
            assertThat(other.isRefused(file, EXCLUSIVE)).as("beside " + shared).isTrue();
            assertThat(other.isRefused(file, SHARED)).isFalse();
        }
        assertThat(other.isRefused(file, EXCLUSIVE)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void itSeesTheLockOnAChannelThatTheCallerOpened(Other other, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("data");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            locker.lock(channel, EXCLUSIVE);
            assertThat(other.isRefused(file, SHARED)).isTrue();
            locker.unlock(channel);
            assertThat(other.isRefused(file, EXCLUSIVE)).isFalse();
            locker.lock(channel, SHARED);
            assertThat(other.isRefused(file, SHARED)).isFalse();
            assertThat(other.isRefused(file, EXCLUSIVE)).isTrue();
            locker.unlock(channel);
        }
    }

    @Test
    void killedProgramFreesItsLock(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Program holder = Other.PYTHON.hold(file, EXCLUSIVE)) {
            holder.kill();
            locker.lock(file, EXCLUSIVE).close();
        }
    }

    @Test
    @DisplayName("F1: child processes do not inherit the lock")
    void childProcessesDoNotInheritTheLock(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        HeldFileLock lock = locker.lock(file, EXCLUSIVE);
        try (Program child = Program.start("cat")) {
            lock.close();
            assertThat(Other.FLOCK.isRefused(file, EXCLUSIVE))
                    .as("while " + child.pid() + " lives")
                    .isFalse();
        }
    }
}
