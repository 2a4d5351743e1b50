package io.github.portalocker.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The other side of {@link DoctorCommand}: a process that locks one file on demand.
 *
 * <p>A line {@code try NAME} is answered by {@code held}, {@code busy} or {@code failed} and the reason, {@code release} by
 * {@code released}. It ends with its input, and so with the process that started it.
 */
@Command(name = "doctor-agent", hidden = true, description = "Used by doctor.")
final class DoctorAgentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The lock file.")
    private String file;

    private @Nullable AutoCloseable held;

    @Override
    public Integer call() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintWriter answers = spec.commandLine().getOut();
        answers.println("ready");
        answers.flush();
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            answers.println(answer(line));
            answers.flush();
        }
        return 0;
    }

    private String answer(String line) {
        try {
            if (!line.startsWith("try ")) {
                if (held != null) {
                    held.close();
                    held = null;
                }
                return "released";
            }
            held = attempt(line.substring("try ".length()), Path.of(file));
            return held == null ? "busy" : "held";
        } catch (Exception e) { // an answer, too
            return "failed " + String.valueOf(e.getMessage()).replaceAll("\\R", " ");
        }
    }

    private static @Nullable AutoCloseable attempt(String name, Path path) throws IOException {
        if (!name.equals(DoctorCommand.FILE_CHANNEL)) {
            return FileLocker.builder()
                    .backend(name)
                    .build()
                    .tryLock(path, LockMode.EXCLUSIVE)
                    .orElse(null);
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? channel : null;
    }
}
