package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.Capability;
import io.github.portalocker.HeldFileLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Waits in the kernel end when they must, also in a process to which signals do not get as usual; needs Python and prlimit.
 *
 * @since 0.1.0
 */
public interface EndingContract extends ContractBase {

    /** As package managers and application servers start their children. */
    String BLOCKED = "import os, signal, sys; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG));"
            + " os.execvp(sys.argv[1], sys.argv[1:])";

    /** Queues signals for itself, which it has blocked, until the limit that it is started with; frees them with its end. */
    String HOARDER = "import os, signal, sys; s = signal.SIGRTMIN + 5; signal.pthread_sigmask(signal.SIG_BLOCK, [s]);"
            + " [os.kill(os.getpid(), s) for i in range(int(sys.argv[1]))]; print('queued', flush=True); sys.stdin.read()";

    private static List<String> endings(boolean hasVirtualThreads) {
        List<String> endings = new ArrayList<>(List.of("platform interrupted", "platform timed out"));
        if (hasVirtualThreads) {
            endings.add(1, "virtual interrupted");
            endings.add("virtual timed out");
        }
        endings.addAll(List.of("future withdrawn", "main timed out", "the mask is as before"));
        return endings;
    }

    private Program start(List<String> circumstances, Path file) throws Exception {
        List<String> command = new ArrayList<>(circumstances);
        command.addAll(Program.javaCommand(
                System.getProperty("java.class.path"),
                List.of("-Dportalocker.holders=off"),
                EndingMain.class,
                backend(),
                file.toString()));
        return Program.start(command);
    }

    private static void requireEndings(Program program) throws Exception {
        program.send("end the first wait");
        for (String ending : endings(Runtime.version().feature() >= 21)) {
            program.awaitLine(ending);
        }
        assertThat(program.exitCode()).isZero();
    }

    private void requireWaitsInTheKernel(Path dir) throws IOException {
        assumeTrue(can(Capability.KERNEL_WAIT), "it polls");
        String type = Files.getFileStore(dir).type();
        assumeTrue(!type.startsWith("fuse"), "it polls on " + type);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    default void waitsEndInAProcessWhoseParentHasBlockedAllSignals(@TempDir Path dir) throws Exception {
        requireWaitsInTheKernel(dir);
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE);
                Program program = start(List.of("python3", "-c", BLOCKED), file)) {
            KernelLocks.awaitWaiters(file, 1);
            requireEndings(program);
            assertThat(lock.isValid()).isTrue();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    default void waitsEndInAProcessThatMayQueueNoSignals(@TempDir Path dir) throws Exception {
        requireWaitsInTheKernel(dir);
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE);
                Program program = start(List.of("prlimit", "--sigpending=0"), file)) {
            KernelLocks.awaitWaiters(file, 1);
            requireEndings(program);
            assertThat(lock.isValid()).isTrue();
        }
    }

    /** The limit counts what is queued for all processes of a user, so another one can reach it at any time. */
    @Test
    @EnabledOnOs(OS.LINUX)
    default void waitEndsThoughAnotherProcessQueuesAllSignalsMeanwhile(@TempDir Path dir) throws Exception {
        requireWaitsInTheKernel(dir);
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE);
                Program program = start(List.of("prlimit", "--sigpending=500"), file)) {
            KernelLocks.awaitWaiters(file, 1);
            try (Program hoarder = Program.start("python3", "-c", HOARDER, "1000")) {
                hoarder.awaitLine("queued");
                requireEndings(program);
            }
            assertThat(lock.isValid()).isTrue();
        }
    }
}
