package io.github.portalocker.posix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockRange;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Lock files for which a file server has a lease (oplocks of Samba, delegations of NFS), fcntl(2). */
@EnabledOnOs(OS.LINUX)
final class LeaseTest {
    /** Returns the lease so many milliseconds after it was asked to, and says so. */
    private static final String FILE_SERVER = """
            import fcntl, os, signal, sys, time
            fd = os.open(sys.argv[1], os.O_RDONLY if sys.argv[2] == 'F_RDLCK' else os.O_RDWR)
            def asked(*unused):
                time.sleep(float(sys.argv[3]) / 1000)
                fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
                os.close(fd)
                print('returned', flush=True)
            signal.signal(signal.SIGIO, asked)
            fcntl.fcntl(fd, fcntl.F_SETLEASE, getattr(fcntl, sys.argv[2]))
            print('leased', flush=True)
            while True:
                signal.pause()
            """;

    private static final int FOR_LONG = 30_000;

    @TempDir
    private Path dir;

    private Program server(Path file, String lease, int millis) throws Exception {
        Program server = Program.start("python3", "-c", FILE_SERVER, file.toString(), lease, Integer.toString(millis));
        server.awaitLine("leased");
        return server;
    }

    private Path file() throws Exception {
        return Files.createFile(dir.resolve("lock"));
    }

    private static FileLocker locker(String backend) {
        return FileLocker.builder().backend(backend).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-flock", "posix-ofd", "posix-universal"})
    void waiterGetsTheLockWhenTheLeaseIsReturned(String backend) throws Exception {
        Path file = file();
        FileLocker locker = locker(backend);
        try (Program server = server(file, "F_WRLCK", 500);
                HeldFileLock lock = locker.lock(file, EXCLUSIVE, Duration.ofSeconds(30))) {
            assertThat(lock.isValid()).isTrue();
            assertThat(locker.tryLock(file, SHARED)).isNull();
            server.awaitLine("returned");
        }
        assertThat(Descriptors.of(dir)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-flock", "posix-ofd"})
    void leaseIsContentionForAttemptsAndTimeouts(String backend) throws Exception {
        Path file = file();
        FileLocker locker = locker(backend);
        try (Program server = server(file, "F_WRLCK", FOR_LONG)) {
            assertThat(locker.tryLock(file, EXCLUSIVE)).isNull();
            assertThatThrownBy(() -> locker.lock(file, SHARED, Duration.ofMillis(200)))
                    .as("beside " + server.pid())
                    .isInstanceOf(LockTimeoutException.class);
        }
        assertThat(Descriptors.of(dir)).isZero();
    }

    @Test
    void lockFileIsOpenedWhenTheLeaseIsReturned() throws Exception {
        Path path = file();
        FileLocker locker = locker("posix-ofd");
        try (Program server = server(path, "F_WRLCK", 500);
                LockFile file = locker.open(path)) {
            assertThat(file.tryLock(EXCLUSIVE)).isNull();
            HeldFileLock part = file.range(new LockRange(3, 4)).lock(EXCLUSIVE, Duration.ofSeconds(30));
            assertThat(file.tryLock(EXCLUSIVE)).isNull();
            part.close();
            try (HeldFileLock lock = file.lock(EXCLUSIVE)) {
                assertThat(lock.isValid()).isTrue();
                assertThat(lock.channel().size()).isZero();
            }
            server.awaitLine("returned");
        }
        assertThat(Descriptors.of(dir)).isZero();
    }

    @Test
    void futureIsCompletedWhenTheLeaseIsReturned() throws Exception {
        Path file = file();
        try (Program server = server(file, "F_WRLCK", 500)) {
            CompletableFuture<HeldFileLock> future = locker("posix-flock").lockAsync(file, EXCLUSIVE);
            try (HeldFileLock lock = future.get(30, TimeUnit.SECONDS)) {
                assertThat(lock.isValid()).as("beside " + server.pid()).isTrue();
            }
        }
    }

    /** A client that only reads keeps what it was promised: to lock with flock(2) changes nothing about the file. */
    @Test
    void flockRecallsNoLeaseOfAReader() throws Exception {
        Path file = file();
        try (Program server = server(file, "F_RDLCK", 0);
                HeldFileLock lock = locker("posix-flock").lock(file, EXCLUSIVE)) {
            assertThat(lock.isValid()).isTrue();
            assertThat(server.saysSomethingWithin(300)).isFalse();
            assertThat(lock.channel().isOpen()).isTrue(); // which can write, so that the lease has to end
            server.awaitLine("returned");
        }
    }
}
