package io.github.portalocker.posix;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.jna.NativeLibrary;
import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.posix.core.Libc;
import io.github.portalocker.tck.Program;
import io.github.portalocker.tck.Threads;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** A child process starts as a copy of its parent, descriptors and all. */
@EnabledOnOs(OS.LINUX)
final class ForkTest {
    private static final Libc LIBC = JnaLibc.load();
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int LOCK_EX_NB = 6;
    private static final int LOCK_UN = 8;

    @TempDir
    private Path dir;

    private int open(int flags) {
        int descriptor = LIBC.open(
                (dir.resolve("lock") + "\0").getBytes(java.nio.charset.StandardCharsets.UTF_8), O_RDWR | flags);
        assertThat(descriptor).isNotNegative();
        return descriptor;
    }

    /** system(3), which closes nothing before it starts a shell, unlike ProcessBuilder. */
    private static void system(String command) {
        assertThat(NativeLibrary.getProcess().getFunction("system").invokeInt(new Object[] {command}))
                .isZero();
    }

    /** Starts a process of the shell's that lives until it is ended, and inherits what there is. */
    private ProcessHandle startWithSystem() throws Exception {
        Path pid = dir.resolve("pid");
        system("sleep 300 </dev/null >/dev/null 2>&1 & echo $! > '" + pid + "'");
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        Path name = Path.of("/proc", Long.toString(child.pid()), "comm");
        Threads.awaitThat(
                () -> Files.readString(name).strip().equals("sleep"), "it is no copy of the shell, or of us, any more");
        return child;
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-flock", "posix-ofd", "posix-universal"})
    @DisplayName("F2: native child does not inherit our descriptors")
    void nativeChildDoesNotInheritOurDescriptors(String backend) throws Exception {
        Path file = dir.resolve("lock");
        FileLocker locker = FileLocker.builder().backend(backend).build();
        HeldFileLock lock = locker.lock(file, EXCLUSIVE);
        ProcessHandle child = startWithSystem();
        try {
            assertThat(openFilesOf(child)).as("beside " + lock).doesNotContain(file);
            lock.close();
            requireNonNull(locker.tryLock(file, EXCLUSIVE)).close();
        } finally {
            child.destroyForcibly();
        }
    }

    private static List<Path> openFilesOf(ProcessHandle process) throws Exception {
        List<Path> files = new ArrayList<>();
        try (var descriptors = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                try {
                    files.add(Files.readSymbolicLink(descriptor));
                } catch (NoSuchFileException e) {
                    // what a program that has just begun opens to find its libraries
                }
            }
        }
        return files;
    }

    /** What the test above would look like if the descriptors were not closed on exec. */
    @Test
    @DisplayName("F2, F4: inherited descriptor keeps the lock and can give it away")
    void inheritedDescriptorKeepsTheLockAndCanGiveItAway() throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        FileLocker locker = FileLocker.builder().backend("posix-flock").build();
        int inherited = open(0);
        assertThat(LIBC.flock(inherited, LOCK_EX_NB)).isZero();
        ProcessHandle child = startWithSystem();
        try {
            assertThat(openFilesOf(child)).contains(file);
            assertThat(LIBC.close(inherited)).isZero();
            assertThat(locker.tryLock(file, EXCLUSIVE)).isNull();
        } finally {
            child.destroyForcibly();
            child.onExit().join();
        }
        int mine = open(0);
        assertThat(LIBC.flock(mine, LOCK_EX_NB)).isZero();
        assertThat(locker.tryLock(file, EXCLUSIVE)).isNull();
        system("flock -u " + mine);
        requireNonNull(locker.tryLock(file, EXCLUSIVE)).close();
        assertThat(LIBC.close(mine)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POSIX_SPAWN", "VFORK", "FORK"})
    @DisplayName("F1: child of any launch mechanism inherits nothing")
    void childOfAnyLaunchMechanismInheritsNothing(String mechanism) throws Exception {
        try (Program program = Program.java(
                List.of("-Djdk.lang.Process.launchMechanism=" + mechanism),
                ChildrenMain.class,
                dir.resolve("lock").toString())) {
            assertThat(program.rest()).last().isEqualTo("posix-flock=free posix-ofd=free");
        }
    }

    /**
     * Between fork and exec a child has all descriptors, even those that are closed on exec, so that closing a locked file is
     * not enough to unlock it just then.
     */
    @Test
    @DisplayName("F3: lock is free at once while other threads start processes")
    void lockIsFreeAtOnceWhileOtherThreadsStartProcesses(TestReporter reporter) throws Exception {
        boolean isLong = Integer.getInteger("portalocker.stress.seconds", 3) > 3;
        int least = isLong ? 30_000 : 3_000;
        Path file = Files.createFile(dir.resolve("lock"));
        FileLocker locker = FileLocker.builder().backend("posix-flock").build();
        int witness = open(O_CLOEXEC);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger started = new AtomicInteger();
        List<Task<Boolean>> spawners = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            spawners.add(Threads.start(() -> {
                while (!stop.get()) {
                    assertThat(new ProcessBuilder("true").start().waitFor()).isZero();
                    started.incrementAndGet();
                }
                return true;
            }));
        }
        int late = 0;
        int releases = 0;
        for (; releases < least || started.get() < least / 30; releases++) {
            locker.lock(file, EXCLUSIVE).close();
            if (LIBC.flock(witness, LOCK_EX_NB) < 0) {
                late++;
            } else {
                assertThat(LIBC.flock(witness, LOCK_UN)).isZero();
            }
        }
        stop.set(true);
        for (Task<Boolean> spawner : spawners) {
            assertThat(spawner.get()).isTrue();
        }
        LIBC.close(witness);
        reporter.publishEntry("while " + started + " processes were started", releases + " releases");
        assertThat(late).isZero();
    }
}
