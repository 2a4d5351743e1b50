package io.github.portalocker.tck;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A child process that is talked to in lines; whatever happens, closing it leaves no process behind.
 *
 * @since 0.1.0
 */
public final class Program implements AutoCloseable {
    /** The JVM of child processes, if it is to be another one: for another processor, say. */
    private static final String OTHER_JVM = "portalocker.child.java";

    /** What a JVM passes on to those that it starts. */
    private static final List<String> INHERITED = List.of("java.io.tmpdir", "jna.tmpdir", Patience.PROPERTY);

    private static final String END = "(end of output)";

    private final Process process;
    private final BufferedWriter input;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

    private Program(Process process) {
        this.process = process;
        this.input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread reader = new Thread(this::readOutput, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a program; its error output goes where its output goes. */
    public static Program start(String... command) throws IOException {
        return start(List.of(command));
    }

    /** Starts a program; its error output goes where its output goes. */
    public static Program start(List<String> command) throws IOException {
        return new Program(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Starts the {@code main} of a class in a JVM like this one, or in the one that {@code portalocker.child.java} names. */
    public static Program java(List<String> options, Class<?> main, String... arguments) throws IOException {
        return start(javaCommand(System.getProperty("java.class.path"), options, main, arguments));
    }

    /** The command for the {@code main} of a class in a JVM like this one, to be started by some other program. */
    public static List<String> javaCommand(String classPath, List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        String same = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        command.add(System.getProperty(OTHER_JVM, same));
        command.add("-Xmx128m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("--enable-native-access=ALL-UNNAMED");
        for (String property : INHERITED) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private void readOutput() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
            }
        } catch (IOException e) {
            output.add("(" + e + ")"); // closed under us by destroying the process
        } finally {
            output.add(END);
        }
    }

    /** Writes a line to the program. */
    public void send(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("process " + process.pid() + " takes no input: " + output, e);
        }
    }

    /** The next line of output; fails if none comes. */
    public String readLine() throws InterruptedException {
        return readLine(0);
    }

    /** The next line of output of a program that works for so many milliseconds before; fails if none comes. */
    public String readLine(long millis) throws InterruptedException {
        String line = output.poll(Patience.SECONDS * 1_000 + millis, TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new AssertionError(
                    "process " + process.pid() + " said nothing for " + (Patience.SECONDS + millis / 1_000) + " s");
        }
        if (line.equals(END)) {
            output.add(END);
        }
        return line;
    }

    /** Reads until a line that is exactly this; fails if the output ends before. */
    public void awaitLine(String expected) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        for (String line = readLine(); !line.equals(expected); line = readLine()) {
            seen.add(line);
            if (line.equals(END)) {
                throw new AssertionError("the program ended without saying '" + expected + "': " + seen);
            }
        }
    }

    /** Whether a line of output is there, or comes within this time. */
    public boolean saysSomethingWithin(long millis) throws InterruptedException {
        String line = output.poll(millis, TimeUnit.MILLISECONDS);
        if (line != null) {
            List<String> rest = new ArrayList<>();
            output.drainTo(rest);
            output.add(line);
            output.addAll(rest);
        }
        return line != null;
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** The process itself. */
    public Process process() {
        return process;
    }

    /** Ends the input, waits for the end and returns the exit code. */
    public int finish() throws IOException, InterruptedException {
        input.close();
        return exitCode();
    }

    /** Waits for the end and returns the exit code. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " did not end in " + Patience.SECONDS + " s");
        }
        return process.exitValue();
    }

    /** All output that is left; waits for the end of the program. */
    public List<String> rest() throws InterruptedException {
        return rest(0);
    }

    /** All output that is left of a program that may be silent for so many milliseconds more than others. */
    public List<String> rest(long millis) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (String line = readLine(millis); !line.equals(END); line = readLine(millis)) {
            lines.add(line);
        }
        return lines;
    }

    /** Sends a signal, such as {@code STOP}. */
    public void signal(String name) throws IOException, InterruptedException {
        try (Program kill = start("kill", "-" + name, Long.toString(pid()))) {
            if (kill.exitCode() != 0) {
                throw new AssertionError(kill.rest());
            }
        }
    }

    /** {@code kill -9}, and waits for the end. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }
}
