package io.github.portalocker.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;

/**
 * A child JVM that locks on command with a given backend.
 *
 * <p>Starting one takes most of a test's time. So one that has only been asked to lock and unlock is not ended by {@link #close},
 * but {@linkplain IdleAgents waits} for the next test, after it has closed all locks and files that it has.
 *
 * @since 0.1.0
 */
public final class Agent implements AutoCloseable {
    private final List<String> command;
    private final Program program;
    private int unanswered;
    private boolean closed;

    /** No caller has seen the process itself, or asked for more than locking and unlocking, and it runs like any other. */
    private boolean reusable;

    private Agent(List<String> command, Program program, boolean reusable) {
        this.command = command;
        this.program = program;
        this.reusable = reusable;
    }

    /** Starts one; returns when it is ready. */
    public static Agent start(String backend) throws IOException, InterruptedException {
        return start(backend, List.of());
    }

    /** Starts one with options for its JVM; returns when it is ready. */
    public static Agent start(String backend, List<String> options) throws IOException, InterruptedException {
        return start(List.of(), System.getProperty("java.class.path"), options, backend);
    }

    /** Starts one under other circumstances, which the command in front of that of its JVM makes. */
    public static Agent start(List<String> circumstances, String classPath, String backend)
            throws IOException, InterruptedException {
        return start(circumstances, classPath, List.of(), backend);
    }

    private static Agent start(List<String> circumstances, String classPath, List<String> options, String backend)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(circumstances);
        command.addAll(Program.javaCommand(classPath, options, AgentMain.class, backend));
        boolean plain = circumstances.isEmpty() && options.isEmpty();
        Program idle = plain ? IdleAgents.take(command) : null;
        if (idle != null) {
            return new Agent(command, idle, true);
        }
        Program program = Program.start(command);
        try {
            program.awaitLine("ready");
            return new Agent(command, program, plain);
        } catch (AssertionError | InterruptedException | RuntimeException e) {
            program.close();
            throw e;
        }
    }

    /** Sends a command without waiting for the answer. */
    public void send(String command, LockMode mode, Path path) {
        send(command, mode.toString(), path.toAbsolutePath().toString());
    }

    private void send(String command, String argument, String path) {
        send(command + " " + argument + " " + path);
    }

    private void send(String line) {
        unanswered++;
        program.send(line);
    }

    /** The next answer. */
    public String answer() throws InterruptedException {
        return answer(0);
    }

    private String answer(long millis) throws InterruptedException {
        String answer = program.readLine(millis);
        unanswered--;
        return answer;
    }

    /** Whether an answer is there, or comes within this time. */
    public boolean answersWithin(long millis) throws InterruptedException {
        return program.saysSomethingWithin(millis);
    }

    /** Waits for the lock; fails unless it is acquired. */
    public void lock(LockMode mode, Path path) throws InterruptedException {
        send("lock", mode, path);
        require("held", answer());
    }

    /** One attempt. */
    public boolean tryLock(LockMode mode, Path path) throws InterruptedException {
        send("try", mode, path);
        return held();
    }

    /** One attempt to lock some bytes. */
    public boolean tryLock(LockMode mode, LockRange range, Path path) throws InterruptedException {
        sendTry(mode, range, path);
        return held();
    }

    /** Asks for some bytes without waiting for the answer. */
    public void sendTry(LockMode mode, LockRange range, Path path) {
        send("try " + mode + ":" + range.position() + ":" + range.length() + " " + path.toAbsolutePath());
    }

    /** One attempt to lock some bytes; the lock is released if it was acquired. */
    public boolean couldLock(LockMode mode, LockRange range, Path path) throws InterruptedException {
        boolean locked = tryLock(mode, range, path);
        if (locked) {
            unlock(path);
        }
        return locked;
    }

    /** One attempt; the lock is released if it was acquired. */
    public boolean couldLock(LockMode mode, Path path) throws InterruptedException {
        boolean locked = tryLock(mode, path);
        if (locked) {
            unlock(path);
        }
        return locked;
    }

    /** Waits for the lock for so many milliseconds. */
    public boolean lockWithin(long millis, LockMode mode, Path path) throws InterruptedException {
        send("within", mode + "/" + millis, path.toAbsolutePath().toString());
        return held();
    }

    private boolean held() throws InterruptedException {
        String answer = answer();
        if (!answer.equals("held") && !answer.equals("busy")) {
            throw new AssertionError("locking in the agent: " + answer);
        }
        return answer.equals("held");
    }

    /** Opens the file, so that it is kept open to be locked from now on. */
    public void open(Path path) throws InterruptedException {
        send("open", "-", path.toAbsolutePath().toString());
        require("opened", answer());
    }

    /** Closes the file that was opened; what is held through it is released. */
    public void closeFile(Path path) throws InterruptedException {
        send("close", "-", path.toAbsolutePath().toString());
        require("closed", answer());
    }

    /** Asks for the exclusive lock within a time; does not wait for the answer. */
    public void sendTimed(Duration timeout, Path path) {
        send("within " + LockMode.EXCLUSIVE + "/" + timeout.toMillis() + " " + path.toAbsolutePath());
    }

    /** Asks for the release of the newest lock on the file; does not wait for the answer. */
    public void sendUnlock(Path path) {
        send("unlock - " + path.toAbsolutePath());
    }

    /** Releases the newest lock on the file. */
    public void unlock(Path path) throws InterruptedException {
        sendUnlock(path);
        require("released", answer());
    }

    /** Starts some work on a lock file and something else; it answers "done". */
    void start(String work, Object argument, Path lock, Object other) {
        reusable = false;
        send(work, argument.toString(), lock.toAbsolutePath() + "|" + other);
    }

    /** Adds one to the number in a file under the exclusive lock of another, this many times. */
    public void startIncrementing(Path lock, Path number, int times) {
        start("increment", times, lock, number.toAbsolutePath());
    }

    /** Fails unless work that takes so many milliseconds gets done. */
    void awaitDone(long millis) throws InterruptedException {
        require("done", answer(millis));
    }

    /** Fails unless the next answer is the expected one. */
    public void require(String expected, String answer) {
        if (!answer.equals(expected)) {
            throw new AssertionError("the agent said '" + answer + "' instead of '" + expected + "'");
        }
    }

    /** The process id. */
    public long pid() {
        reusable = false;
        return program.pid();
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        reusable = false;
        program.kill();
    }

    /** Ends the process by {@code System.exit}, or by {@code Runtime.halt}. */
    public void exit(boolean halt) throws InterruptedException {
        reusable = false;
        send(halt ? "halt" : "exit", "3", "-");
        if (program.exitCode() != 3) {
            throw new AssertionError("exit code " + program.exitCode());
        }
    }

    /** Sends a signal, such as {@code STOP}. */
    public void signal(String name) throws IOException, InterruptedException {
        reusable = false;
        program.signal(name);
    }

    /** Waits for the end of the process. */
    public void awaitEnd() throws InterruptedException {
        reusable = false;
        program.exitCode();
    }

    @Override
    public void close() {
        if (closed) {
            return; // the process may be at the service of another test
        }
        closed = true;
        if (!reusable || unanswered > 0 || !isReset() || !IdleAgents.keep(command, program)) {
            program.close();
        }
    }

    private boolean isReset() {
        try {
            send("reset", "-", "-");
            return answer().equals("reset");
        } catch (AssertionError | UncheckedIOException e) {
            return false; // it ended, or hangs: that is for the test to find out
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
