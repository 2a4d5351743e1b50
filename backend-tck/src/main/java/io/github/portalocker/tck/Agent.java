package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.LockMode;

/**
 * A child JVM that locks on command with a given backend.
 *
 * @since 0.1.0
 */
public final class Agent implements AutoCloseable {
    private final Program program;

    private Agent(Program program) {
        this.program = program;
    }

    /** Starts one; returns when it is ready. */
    public static Agent start(String backend) throws IOException, InterruptedException {
        return start(List.of(), System.getProperty("java.class.path"), backend);
    }

    /** Starts one under other circumstances, which the command in front of that of its JVM makes. */
    public static Agent start(List<String> circumstances, String classPath, String backend)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(circumstances);
        command.addAll(Program.javaCommand(classPath, List.of(), AgentMain.class, backend));
        Agent agent = new Agent(Program.start(command));
        try {
            agent.program.awaitLine("ready");
            return agent;
        } catch (AssertionError | InterruptedException | RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    /** Sends a command without waiting for the answer. */
    public void send(String command, LockMode mode, Path path) {
        program.send(command + " " + mode + " " + path.toAbsolutePath());
    }

    /** The next answer. */
    public String answer() throws InterruptedException {
        return program.readLine();
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
        String answer = answer();
        if (!answer.equals("held") && !answer.equals("busy")) {
            throw new AssertionError("tryLock in the agent: " + answer);
        }
        return answer.equals("held");
    }

    /** One attempt; gives the lock back if it was acquired. */
    public boolean couldLock(LockMode mode, Path path) throws InterruptedException {
        boolean locked = tryLock(mode, path);
        if (locked) {
            unlock(path);
        }
        return locked;
    }

    /** Asks for the exclusive lock within a time; does not wait for the answer. */
    public void sendTimed(Duration timeout, Path path) {
        program.send("within " + LockMode.EXCLUSIVE + "/" + timeout.toMillis() + " " + path.toAbsolutePath());
    }

    /** Asks for the release of the newest lock on the file; does not wait for the answer. */
    public void sendUnlock(Path path) {
        program.send("unlock - " + path.toAbsolutePath());
    }

    /** Releases the newest lock on the file. */
    public void unlock(Path path) throws InterruptedException {
        sendUnlock(path);
        require("released", answer());
    }

    /** Adds one to the number in a file under the exclusive lock of another, this many times. */
    public void startIncrementing(Path lock, Path number, int times) {
        program.send("increment " + times + " " + lock.toAbsolutePath() + "|" + number.toAbsolutePath());
    }

    /** Fails unless the next answer is the expected one. */
    public void require(String expected, String answer) {
        if (!answer.equals(expected)) {
            throw new AssertionError("the agent said '" + answer + "' instead of '" + expected + "'");
        }
    }

    /** The process id. */
    public long pid() {
        return program.pid();
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        program.kill();
    }

    @Override
    public void close() {
        program.close();
    }
}
