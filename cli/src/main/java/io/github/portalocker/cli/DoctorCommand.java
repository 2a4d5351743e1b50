package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.portalocker.BackendInfo;
import io.github.portalocker.FileLocker;
import io.github.portalocker.Portalocker;
import org.jspecify.annotations.Nullable;

/** {@code portalocker doctor}: tries with real processes who excludes whom in a directory. */
final class DoctorCommand implements Subcommand {
    /** How the locks of plain Java are called in the table and by the child processes. */
    static final String FILE_CHANNEL = "FileChannel";

    private static final Option BACKEND =
            Option.valued("", "NAME", "The backend to judge; default: the chosen one.", "backend");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "portalocker doctor",
                List.of("[OPTION]... [DIR]", "URI"),
                "Proves with two child processes which locks exclude which on the file system of a directory; default:"
                        + " of the current one. Or with one child process that a lock server excludes it.",
                List.of(BACKEND, Option.HELP, Option.VERSION),
                List.of(
                        "A temporary file is made in the directory and deleted afterwards.",
                        "URI: a lock server, such as postgresql://user:password@host/database.",
                        "Exit codes: 0 if the chosen backend excludes a second process there, 65 if it",
                        "does not or cannot lock, 66 if no file can be made there, 69 if no backend can be",
                        "chosen."));
    }

    @Override
    public int run(ParsedLine line, Arguments arguments) throws Exception {
        List<String> operands = line.operands();
        if (operands.size() > 1) {
            throw new UsageException("doctor examines one directory, not " + operands.size());
        }
        if (!operands.isEmpty() && Place.isUri(operands.get(0))) {
            return examineServer(Place.of(operands.get(0)), line);
        }
        Path dir = PathArgument.of(operands.isEmpty() ? "." : operands.get(0));
        if (!Files.isDirectory(dir)) {
            throw new CommandException(
                    ExitCode.CANNOT_OPEN,
                    Files.exists(dir) ? dir + " is no directory" : "there is no directory " + dir);
        }
        String chosen = choose(line.value(BACKEND));
        List<String> names = new ArrayList<>();
        for (BackendInfo info : Portalocker.backends()) {
            if (info.availability().isAvailable()) {
                names.add(info.name());
            }
        }
        names.add(FILE_CHANNEL);
        LockMatrix matrix = measure(dir, names);
        Mount mount = Mount.of(dir);
        Output.print("directory:    " + dir.toAbsolutePath().normalize());
        Output.print("file system:  " + mount);
        Output.print("chosen:       " + chosen);
        Output.print("");
        table(matrix).lines().forEach(Output::print);
        Output.print("");
        matrix.advice(chosen, mount).forEach(Output::print);
        return matrix.excludes(chosen, chosen) ? 0 : ExitCode.CANNOT_LOCK;
    }

    private static int examineServer(Place place, ParsedLine line) throws Exception {
        if (!place.isServer()) {
            throw new UsageException("file: is a directory of this machine; give doctor its path");
        }
        if (line.has(BACKEND)) {
            throw new UsageException("--backend is for files, not for locks on a server");
        }
        return new ServerDoctor(place).examine();
    }

    private static String choose(@Nullable String backend) {
        FileLocker.Builder builder = FileLocker.builder();
        return (backend == null ? builder : builder.backend(backend)).build().backend();
    }

    private static LockMatrix measure(Path dir, List<String> names) throws CommandException {
        Path file = dir.toAbsolutePath()
                .resolve(".portalocker-doctor-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        Patient patient = new Patient(file);
        Thread hook = new Thread(patient::cleanUp, "portalocker-doctor-clean-up");
        Runtime.getRuntime().addShutdownHook(hook); // Ctrl-C
        try {
            Files.createFile(file);
            DoctorAgent holder = patient.start();
            DoctorAgent contender = patient.start();
            holder.awaitReady();
            contender.awaitReady();
            return LockMatrix.measure(names, holder, contender);
        } catch (AccessDeniedException e) {
            throw new CommandException(ExitCode.CANNOT_OPEN, "cannot create a file in " + dir + ": permission denied");
        } catch (FileSystemException e) {
            throw new CommandException(
                    ExitCode.CANNOT_OPEN,
                    "cannot create a file in " + dir + ": " + Objects.requireNonNullElse(e.getReason(), e.toString()));
        } catch (IOException e) {
            throw patient.isGone()
                    ? new CommandException(ExitCode.SIGNAL, "interrupted")
                    : new CommandException(ExitCode.SOFTWARE, String.valueOf(e.getMessage()));
        } finally {
            patient.cleanUp();
        }
    }

    private static Table table(LockMatrix matrix) {
        List<String> names = matrix.names();
        Table table = new Table();
        List<String> header = new ArrayList<>(List.of("holder \\ other"));
        header.addAll(names);
        table.add(header);
        for (String holder : names) {
            List<String> row = new ArrayList<>(List.of(holder));
            names.forEach(other -> row.add(matrix.text(holder, other)));
            table.add(row);
        }
        return table;
    }

    /** What has to be put away, whatever happens: the child processes first, then the file. */
    private static final class Patient {
        private final Path file;
        private final List<DoctorAgent> agents = new ArrayList<>(); // guarded by this
        private boolean gone; // guarded by this

        Patient(Path file) {
            this.file = file;
        }

        synchronized DoctorAgent start() throws IOException {
            if (gone) {
                throw new IOException("interrupted");
            }
            DoctorAgent agent = DoctorAgent.start(file.toString());
            agents.add(agent);
            return agent;
        }

        /** Whether it was put away while it was still being examined. */
        synchronized boolean isGone() {
            return gone;
        }

        synchronized void cleanUp() {
            gone = true;
            agents.forEach(DoctorAgent::kill);
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit();
            }
        }
    }
}
