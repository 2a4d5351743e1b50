package io.github.portalocker.posix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** Ranges of bytes beside Python's {@code fcntl.lockf}, which is what SQLite's and {@code FileChannel}'s locks are. */
final class RangeInteropTest {
    private static final LockRange MIDDLE = new LockRange(10, 10);

    /** Arguments: file, LOCK_EX or LOCK_SH, position, length. Exit code 1 if the bytes are locked. */
    private static final String PYTHON = """
            import fcntl, sys
            file = open(sys.argv[1], 'r+')
            try:
                fcntl.lockf(file, getattr(fcntl, sys.argv[2]) | fcntl.LOCK_NB, int(sys.argv[4]), int(sys.argv[3]))
            except (BlockingIOError, PermissionError):
                sys.exit(1)
            print('held', flush=True)
            sys.stdin.read()
            """;

    private static Program python(Path file, LockMode mode, LockRange range) throws Exception {
        return Program.start(
                "python3",
                "-c",
                PYTHON,
                file.toString(),
                mode == EXCLUSIVE ? "LOCK_EX" : "LOCK_SH",
                Long.toString(range.position()),
                Long.toString(range.length()));
    }

    private static boolean isRefused(Path path, LockMode mode, LockRange range) throws Exception {
        try (Program other = python(path, mode, range)) {
            int code = other.finish();
            assertThat(code).isIn(0, 1);
            return code == 1;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-ofd", "nio"})
    void lockfIsKeptOutOfTheHeldBytesOnly(String backend, @TempDir Path dir) throws Exception {
        Path path = Files.createFile(dir.resolve("lock"));
        FileLocker locker = FileLocker.builder().backend(backend).build();
        try (LockFile file = locker.open(path);
                HeldFileLock exclusive = file.range(MIDDLE).lock(EXCLUSIVE);
                HeldFileLock shared = file.range(new LockRange(1L << 40, 5)).lock(SHARED)) {
            assertThat(isRefused(path, EXCLUSIVE, new LockRange(0, 11)))
                    .as("beside " + exclusive)
                    .isTrue();
            assertThat(isRefused(path, SHARED, new LockRange(19, 1))).isTrue();
            assertThat(isRefused(path, EXCLUSIVE, new LockRange(0, 10))).isFalse();
            assertThat(isRefused(path, EXCLUSIVE, new LockRange(20, 100))).isFalse();
            assertThat(isRefused(path, EXCLUSIVE, new LockRange(1L << 40, 1)))
                    .as("beside " + shared)
                    .isTrue();
            assertThat(isRefused(path, SHARED, new LockRange(1L << 40, 1))).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-ofd", "nio"})
    void weAreKeptOutOfTheBytesThatLockfHolds(String backend, @TempDir Path dir) throws Exception {
        Path path = Files.createFile(dir.resolve("lock"));
        FileLocker locker = FileLocker.builder().backend(backend).build();
        try (LockFile file = locker.open(path);
                Program holder = python(path, EXCLUSIVE, MIDDLE)) {
            holder.awaitLine("held");
            assertThat(file.range(new LockRange(19, 2)).tryLock(SHARED)).isNull();
            assertThat(file.tryLock(SHARED)).isNull();
            requireNonNull(file.range(new LockRange(0, 10)).tryLock(EXCLUSIVE)).close();
            requireNonNull(file.range(LockRange.from(20)).tryLock(EXCLUSIVE)).close();
        }
    }

    @Test
    void holdersAreKnownWithTheirRanges(@TempDir Path dir) throws Exception {
        Path path = Files.createFile(dir.resolve("lock"));
        try (Program holder = python(path, EXCLUSIVE, MIDDLE)) {
            holder.awaitLine("held");
            assertThat(Searches.holders(path)).singleElement().satisfies(known -> {
                assertThat(known.pid()).hasValue(holder.pid());
                assertThat(known.range()).isEqualTo(MIDDLE);
                assertThat(known).asString().endsWith("record, exclusive, bytes 10-19");
            });
        }
    }

    @Test
    void timeoutNamesOnlyHoldersOfTheWantedBytes(@TempDir Path dir) throws Exception {
        Path path = Files.createFile(dir.resolve("lock"));
        try (LockFile file = FileLocker.builder().backend("posix-ofd").build().open(path);
                Program low = python(path, EXCLUSIVE, new LockRange(0, 10));
                Program middle = python(path, EXCLUSIVE, MIDDLE)) {
            low.awaitLine("held");
            middle.awaitLine("held");
            assertThat(Searches.holders(path)).extracting(LockHolder::pid).hasSize(2);
            assertThat(TimedOut.withHolders(
                            () -> file.range(new LockRange(15, 100)).lock(SHARED, Duration.ofSeconds(1))))
                    .hasMessageContaining("the shared lock on bytes 15-114")
                    .hasMessageContaining("held by " + middle.pid() + " ")
                    .hasMessageNotContaining(" " + low.pid() + " ");
        }
    }
}
