package io.github.portalocker.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.github.portalocker.BackendInfo;
import io.github.portalocker.FileLocker;
import io.github.portalocker.Portalocker;
import io.github.portalocker.cli.ExitCode.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code portalocker doctor}: tries with real processes who excludes whom in a directory. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Proves with two child processes which locks exclude which on a directory's file system.",
        footer = {
            "",
            "A temporary file is made in the directory and deleted afterwards.",
            "Exit codes: 0 if the chosen backend excludes a second process there, 65 if it does not or cannot lock,",
            "66 if no file can be made there, 69 if no backend can be chosen."
        })
final class DoctorCommand implements Callable<Integer> {
    /** How the locks of plain Java are called in the table and by the child processes. */
    static final String FILE_CHANNEL = "FileChannel";

    @Spec
    private CommandSpec spec;

    @Option(names = "--backend", paramLabel = "NAME", description = "The backend to judge; default: the chosen one.")
    private @Nullable String backend;

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", defaultValue = ".", description = "Default: here.")
    private String directory;

    @Override
    public Integer call() throws CommandFailure {
        Path dir = PathArgument.of(directory, spec);
        if (!Files.isDirectory(dir)) {
            throw new CommandFailure(
                    ExitCode.CANNOT_OPEN,
                    Files.exists(dir) ? dir + " is no directory" : "there is no directory " + dir);
        }
        String chosen = choose();
        List<String> names = new ArrayList<>();
        for (BackendInfo info : Portalocker.backends()) {
            if (info.availability().isAvailable()) {
                names.add(info.name());
            }
        }
        names.add(FILE_CHANNEL);
        LockMatrix matrix = measure(dir, names);
        Mount mount = Mount.of(dir);
        PrintWriter out = spec.commandLine().getOut();
        out.println("directory:    " + dir.toAbsolutePath().normalize());
        out.println("file system:  " + mount);
        out.println("chosen:       " + chosen);
        out.println();
        out.print(table(matrix));
        out.println();
        matrix.advice(chosen, mount).forEach(out::println);
        out.flush();
        return matrix.excludes(chosen, chosen) ? 0 : ExitCode.CANNOT_LOCK;
    }

    private String choose() {
        FileLocker.Builder builder = FileLocker.builder();
        return (backend == null ? builder : builder.backend(backend)).build().backend();
    }

    private static LockMatrix measure(Path dir, List<String> names) throws CommandFailure {
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
            throw new CommandFailure(ExitCode.CANNOT_OPEN, "cannot create a file in " + dir + ": permission denied");
        } catch (FileSystemException e) {
            throw new CommandFailure(
                    ExitCode.CANNOT_OPEN,
                    "cannot create a file in " + dir + ": " + Objects.requireNonNullElse(e.getReason(), e.toString()));
        } catch (IOException e) {
            throw patient.isGone()
                    ? new CommandFailure(ExitCode.SIGNAL, "interrupted")
                    : new CommandFailure(ExitCode.SOFTWARE, String.valueOf(e.getMessage()));
        } finally {
            patient.cleanUp();
        }
    }

    private String table(LockMatrix matrix) {
        List<String> names = matrix.names();
        Column[] columns = new Column[names.size() + 1];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = new Column(18, 0, Overflow.SPAN);
        }
        TextTable table = TextTable.forColumns(spec.commandLine().getColorScheme(), columns);
        String[] row = new String[columns.length];
        row[0] = "holder \\ other";
        for (int i = 0; i < names.size(); i++) {
            row[i + 1] = names.get(i);
        }
        table.addRowValues(row);
        for (String holder : names) {
            row[0] = holder;
            for (int i = 0; i < names.size(); i++) {
                row[i + 1] = matrix.text(holder, names.get(i));
            }
            table.addRowValues(row);
        }
        return table.toString();
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
            DoctorAgent agent = DoctorAgent.start(file);
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
