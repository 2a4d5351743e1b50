package io.github.portalocker.posix.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.portalocker.tck.Program;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * strace(1) on a running process: makes system calls on one file fail, or take long, from now on.
 *
 * <p>Calls are counted for each thread, and only those on that file, because the JVM locks a file of its own, too. A thread
 * that is blocked in a call enters it anew, so that a call that began before can fail as well.
 */
final class Strace implements AutoCloseable {
    private static final String TRACED = "trace=openat,close,statx,flock,fcntl";

    private final Program strace;
    private final Path log;

    private Strace(Program strace, Path log) {
        this.strace = strace;
        this.log = log;
    }

    private static final class Here {
        /** Why processes cannot be traced here; empty if they can. */
        static final String OBSTACLE = obstacle();
    }

    private static String obstacle() {
        try (Program sleeping = Program.start("sleep", "60");
                Strace strace = attach(sleeping.pid(), Path.of("/dev/null"), List.of())) {
            strace.detach();
            return "";
        } catch (IOException e) {
            return "strace is not installed";
        } catch (AssertionError e) {
            return "this process may not trace its child processes (ptrace(2)): " + e.getMessage();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Skips the test where processes cannot be traced. */
    static void assumeWorks() {
        assumeTrue(Here.OBSTACLE.isEmpty(), Here.OBSTACLE);
    }

    /** Attaches to a process; each injection is one as in {@code strace -e inject=...}. */
    static Strace inject(long pid, Path file, String... injections) throws IOException, InterruptedException {
        return attach(pid, file, List.of(injections));
    }

    private static Strace attach(long pid, Path file, List<String> injections)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("portalocker", ".strace");
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-p", Long.toString(pid)));
        command.addAll(List.of("-P", file.toString(), "-o", log.toString(), "-e", TRACED));
        injections.forEach(injection -> command.addAll(List.of("-e", "inject=" + injection)));
        Program program;
        try {
            program = Program.start(command);
        } catch (IOException e) {
            Files.delete(log);
            throw e;
        }
        Strace strace = new Strace(program, log);
        try {
            String line = program.readLine();
            while (!line.contains(" attached")) {
                if (line.contains("end of output") || line.contains("not permitted")) {
                    throw new AssertionError("strace could not attach: " + line);
                }
                line = program.readLine();
            }
            return strace;
        } catch (AssertionError | InterruptedException e) {
            strace.close();
            throw e;
        }
    }

    /** Lets the process go; the calls on the file since then. */
    List<String> detach() throws IOException, InterruptedException {
        end();
        return Files.readAllLines(log);
    }

    /**
     * Asked to end, it lets the process go by itself. It may wait for ever for a process that ends at the same moment; then the
     * kernel does it.
     */
    private void end() {
        strace.process().destroy();
        try {
            strace.process().onExit().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException e) {
            strace.process().destroyForcibly();
            strace.process().onExit().join();
        }
    }

    /** How many of these calls were made to fail or wait. */
    static long injected(List<String> calls) {
        return calls.stream().filter(call -> call.contains("(INJECTED)")).count();
    }

    @Override
    public void close() throws IOException {
        end();
        strace.close();
        Files.deleteIfExists(log);
    }
}
