package io.github.portalocker.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM like this one, talked to in lines; closing it leaves nothing behind. */
final class Child implements AutoCloseable {
    private static final long PATIENCE_MINUTES = 5;

    private final Process process;
    private final BufferedReader output;
    private final PrintStream input;

    private Child(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static Child start(Class<?> main, List<String> options, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Child child = new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        child.process.onExit().orTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES).exceptionally(late -> {
            child.process.destroyForcibly();
            return child.process;
        });
        return child;
    }

    void send(String line) {
        input.println(line);
    }

    String readLine() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the child JVM ended early");
        }
        return line;
    }

    /** Adds each {@code measure, variant, unit, value} that the child prints until its end. */
    void collect(Results results, String subject) throws IOException, InterruptedException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            String[] parts = line.split("\t", -1);
            if (parts.length == 4) {
                results.add(parts[0], parts[1], subject, parts[2], Double.parseDouble(parts[3]));
            }
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("the child JVM that measured " + subject + " ended with status " + status);
        }
    }

    /** For the child: prints what {@link #collect} reads. */
    @SuppressWarnings("SystemOut") // the way to the parent
    static void report(String measure, String variant, String unit, double value) {
        System.out.println(measure + "\t" + variant + "\t" + unit + "\t" + value);
    }

    @Override
    public void close() throws InterruptedException {
        input.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
