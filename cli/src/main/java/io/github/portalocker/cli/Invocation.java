package io.github.portalocker.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

/** One start of {@code portalocker}: finds the subcommand, and turns failures into messages and exit codes. */
final class Invocation {
    private static final String PROGRAM = "portalocker";
    private static final String TRACE_VARIABLE = "PORTALOCKER_STACKTRACE";
    private static final Option STACKTRACE =
            Option.flag("", "Show where in portalocker an error occurred.", "stacktrace");
    private static final Syntax SYNTAX = new Syntax(
            PROGRAM,
            List.of("[OPTION]... SUBCOMMAND ..."),
            "Runs commands under a file lock that other processes and programs respect.",
            List.of(STACKTRACE, Option.HELP, Option.VERSION),
            List.of(
                    "Subcommands; each has its own --help:",
                    "  run FILE COMMAND...   run a command while holding a lock on a file",
                    "  who FILE              show which processes hold locks on a file, or wait",
                    "  doctor [DIR]          prove which locks exclude which in a directory",
                    "  doctor URI            prove that a lock server excludes a second process",
                    "  backends              list the lock backends, and which one is chosen",
                    "",
                    "Exit code 0 if all went well, 64 for wrong usage; others: portalocker run --help."));

    private final String[] words;
    private String name = PROGRAM;
    private boolean traced = System.getenv(TRACE_VARIABLE) != null;

    Invocation(String[] words) {
        this.words = words;
    }

    /** The exit code. */
    int run() {
        try {
            int exitCode = dispatch(List.of(words));
            if (Output.isIncomplete()) {
                Output.report("the standard output could not be written");
                return exitCode == 0 ? ExitCode.CANNOT_WRITE : exitCode;
            }
            return exitCode;
        } catch (UsageException e) {
            trace(e);
            Output.reportUsage(name, String.valueOf(e.getMessage()));
            return ExitCode.USAGE;
        } catch (Throwable e) { // also what is wrong with the installation
            trace(e);
            Failure failure = Failure.of(e);
            Output.report(failure.message());
            return failure.exitCode();
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // this is what was asked for
    private void trace(Throwable e) {
        if (traced) {
            e.printStackTrace();
        }
    }

    private int dispatch(List<String> words) throws Exception {
        ParsedLine line;
        try {
            line = Getopt.parse(SYNTAX.options(), words, true);
        } catch (UsageException e) {
            throw forgottenRun(e.getMessage(), words);
        }
        traced |= line.has(STACKTRACE);
        if (isAnswered(line, SYNTAX)) {
            return 0;
        }
        List<String> operands = line.operands();
        if (operands.isEmpty()) {
            throw new UsageException("a subcommand is missing: run, who, doctor or backends");
        }
        Subcommand subcommand = named(operands.get(0));
        if (subcommand == null) {
            throw forgottenRun(
                    "there is no subcommand '" + operands.get(0) + "'; there are run, who, doctor and backends",
                    operands);
        }
        Syntax syntax = subcommand.syntax();
        name = syntax.name();
        ParsedLine rest = subcommand.parse(operands.subList(1, operands.size()));
        if (isAnswered(rest, syntax)) {
            return 0;
        }
        Arguments arguments = new Arguments(this.words);
        if (!subcommand.takesBytes()) {
            arguments.requireUnaltered();
        }
        return subcommand.run(rest, arguments);
    }

    private static @Nullable Subcommand named(String name) {
        return switch (name) {
            case "run" -> new RunCommand();
            case "who" -> new WhoCommand();
            case "doctor" -> new DoctorCommand();
            case DoctorAgentCommand.NAME -> new DoctorAgentCommand();
            case "backends" -> new BackendsCommand();
            default -> null;
        };
    }

    /** A line that is right with {@code run} in front of it, as with flock(1), gets that advice. */
    private static UsageException forgottenRun(@Nullable String message, List<String> words) {
        if (words.size() < 2 || !new RunCommand().understands(words)) {
            return new UsageException(String.valueOf(message));
        }
        List<String> right = new ArrayList<>(List.of(PROGRAM, "run"));
        right.addAll(words);
        String text = String.join(" ", right);
        return new UsageException(
                message + "; perhaps '" + (text.length() <= 80 ? text : text.substring(0, 77) + "...") + "' was meant");
    }

    private static boolean isAnswered(ParsedLine line, Syntax syntax) {
        if (line.has(Option.HELP)) {
            syntax.help().forEach(Output::print);
            return true;
        }
        if (line.has(Option.VERSION)) {
            Output.print(PROGRAM + " " + version());
            Output.print("Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch"));
            return true;
        }
        return false;
    }

    /** From the build. */
    private static @Nullable String version() {
        Properties properties = new Properties();
        try (InputStream in = Invocation.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
