package io.github.portalocker.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;
import org.jspecify.annotations.Nullable;

/**
 * The other side of {@link DoctorCommand}: a process that locks one file on demand, or names on a server.
 *
 * <p>A line {@code try NAME} is answered by {@code held}, {@code busy} or {@code failed} and the reason, {@code release} by
 * {@code released}, {@code at URI}, after which names are locked there, by {@code connected}. It ends with its input, and so with the process that started it.
 */
final class DoctorAgentCommand implements Subcommand {
    static final String NAME = "doctor-agent";

    /** In place of the file: names are to be locked. */
    static final String NO_FILE = "-";

    private @Nullable AutoCloseable held;
    private @Nullable NamedLocks names;

    @Override
    public Syntax syntax() {
        return new Syntax("portalocker " + NAME, List.of("FILE"), "Used by doctor.", List.of(), List.of());
    }

    @Override
    public int run(ParsedLine line, Arguments arguments) throws IOException {
        Path file = Path.of(line.operands().get(0));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Output.print("ready");
        for (String question = commands.readLine(); question != null; question = commands.readLine()) {
            Output.print(answer(question, file));
        }
        return 0;
    }

    private String answer(String line, Path file) {
        try {
            if (line.startsWith("at ")) {
                names = Place.of(line.substring("at ".length())).connect();
                return "connected";
            }
            if (!line.startsWith("try ")) {
                if (held != null) {
                    held.close();
                    held = null;
                }
                return "released";
            }
            String name = line.substring("try ".length());
            held = names == null ? attempt(name, file) : names.tryLock(name, LockMode.EXCLUSIVE);
            return held == null ? "busy" : "held";
        } catch (Exception e) { // an answer, too
            return "failed " + String.valueOf(e.getMessage()).replaceAll("\\R", " ");
        }
    }

    private static @Nullable AutoCloseable attempt(String name, Path path) throws IOException {
        if (!name.equals(DoctorCommand.FILE_CHANNEL)) {
            return FileLocker.builder().backend(name).build().tryLock(path, LockMode.EXCLUSIVE);
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
