package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Assumptions;

/** What this machine can do for a test, and what it lacks. */
final class Machine {
    private Machine() {}

    /** Skips the test, with the reason, unless this is root on Linux. */
    static void needsRoot() {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("user.name").equals("root"),
                "takes root on Linux: it mounts file systems or changes owners");
    }

    /** Skips the test, with the reason, if there is no such command. */
    static void needs(String command) {
        boolean found = List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
        Assumptions.assumeTrue(found, "there is no " + command + " on this machine");
    }

    static void needsPosix(Path folder) {
        Assumptions.assumeTrue(Access.isKnown(folder), "there are no POSIX permissions here");
    }

    /** Runs a command; fails unless it ends well. */
    static List<String> run(String... command) throws IOException, InterruptedException {
        try (Program program = Program.start(command)) {
            int exitCode = program.finish();
            List<String> output = program.rest();
            if (exitCode != 0) {
                throw new AssertionError(List.of(command) + " ended with " + exitCode + ": " + output);
            }
            return output;
        }
    }

    /** Runs a command and skips the test, with the reason, if that fails. */
    static void needsToRun(String... command) throws IOException, InterruptedException {
        try (Program program = Program.start(command)) {
            int exitCode = program.finish();
            Assumptions.assumeTrue(exitCode == 0, List.of(command) + " does not work here: " + program.rest());
        }
    }

    /** The command of a child JVM under strace, which meddles with the calls that have to do with one of these files. */
    static List<String> strace(List<Path> files, List<String> meddling, List<String> java) {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
        files.forEach(file -> command.addAll(List.of("-P", file.toString())));
        meddling.forEach(what -> command.addAll(List.of("-e", what)));
        command.addAll(java);
        return command;
    }
}
