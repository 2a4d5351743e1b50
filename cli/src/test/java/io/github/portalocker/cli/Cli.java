package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.tck.Program;

/** The executable jar as users start it. */
final class Cli {
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    static final String JAR = System.getProperty("portalocker.jar");

    private Cli() {}

    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("os.name").equals("Linux")) {
            // a build in the background, such as a CI job, is started with Ctrl-C ignored, and so would be what it
            // starts
            command.addAll(List.of("env", "--default-signal=INT,HUP"));
        }
        command.addAll(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-jar", JAR));
        command.addAll(List.of(arguments));
        return command;
    }

    static Program start(String... arguments) throws IOException {
        return Program.start(command(arguments));
    }

    /** What a finished run said and answered. */
    record Result(int exitCode, List<String> output) {}

    static Result run(String... arguments) throws IOException, InterruptedException {
        return finish(command(arguments));
    }

    static Result finish(List<String> command) throws IOException, InterruptedException {
        try (Program program = Program.start(command)) {
            int exitCode = program.finish();
            return new Result(exitCode, program.rest());
        }
    }

    /** For use in a shell script. */
    static String quoted(String... arguments) {
        return "'" + String.join("' '", command(arguments)) + "'";
    }
}
