package io.github.portalocker.cli;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A child process that runs {@link DoctorAgentCommand}. */
final class DoctorAgent {
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private DoctorAgent(Process process) {
        this.process = process;
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static DoctorAgent start(String file) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED"); // the manifest that says so counts for -jar only
        for (String property : List.of("java.io.tmpdir", "jna.tmpdir")) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(DoctorAgentCommand.NAME, file));
        return new DoctorAgent(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    void awaitReady() throws IOException {
        require("ready", readLine());
    }

    /** From now on it locks names there; by its input, because all users can read command lines. */
    String connect(String uri) throws IOException {
        return ask("at " + uri);
    }

    /** What the attempt to lock was answered. */
    String attempt(String name) throws IOException {
        return ask("try " + name);
    }

    void release() throws IOException {
        require("released", ask("release"));
    }

    private String ask(String question) throws IOException {
        commands.write(question);
        commands.newLine();
        commands.flush();
        return readLine();
    }

    private String readLine() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("child process " + process.pid() + " ended before its time");
        }
        return line;
    }

    private static void require(String expected, String answer) throws IOException {
        if (!answer.equals(expected)) {
            throw new IOException("a child process said '" + answer + "' instead of '" + expected + "'");
        }
    }

    /** Ends it and waits for that, so that it holds nothing any more. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }
}
