package io.github.portalocker.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The command line: {@code run short|full [FILE.json]}, {@code report FILE.json FOLDER}, {@code servers FILE.json URI...}, {@code jmh ...}. */
public final class Main {
    private Main() {}

    /** See the class. */
    @SuppressWarnings("SystemOut") // a command-line program
    public static void main(String[] arguments) throws Exception {
        String command = arguments.length == 0 ? "" : arguments[0];
        if (command.equals("run") && arguments.length == 3) {
            Results results = Run.run(Extent.of(arguments[1]), false);
            results.write(Path.of(arguments[2]));
        } else if (command.equals("report") && arguments.length == 3) {
            Report.write(Results.read(Path.of(arguments[1])), Path.of(arguments[2]));
        } else if (command.equals("servers") && arguments.length > 2) {
            Path file = Path.of(arguments[1]);
            Results results = Files.exists(file) ? Results.read(file) : Results.empty(Machine.here(), "servers");
            OnServers.measure(Arrays.asList(arguments).subList(2, arguments.length), results);
            results.write(file);
        } else if (command.equals("jmh")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
        } else {
            System.err.println("usage: run short|full FILE.json   measures everything"
                    + "\n       report FILE.json FOLDER        writes README.md and charts"
                    + "\n       servers FILE.json URI...       measures locks on servers that run, and curator://HOST:PORT; adds to the file"
                    + "\n       jmh [OPTIONS]                  passes these to JMH, for one benchmark at a time");
            System.exit(2);
        }
    }
}
