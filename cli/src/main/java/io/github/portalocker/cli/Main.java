package io.github.portalocker.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Properties;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The {@code portalocker} command: parses its arguments and turns failures into one line and an exit code. */
@Command(
        name = "portalocker",
        description = "Runs commands under a file lock that other processes and programs respect.",
        subcommands = {
            RunCommand.class,
            WhoCommand.class,
            DoctorCommand.class,
            DoctorAgentCommand.class,
            BackendsCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setStopAtPositional(true); // what follows the file belongs to the command that is run
        line.setParameterExceptionHandler((exception, args) -> usageError(exception));
        line.setExecutionExceptionHandler((exception, commandLine, parsed) -> failure(exception, commandLine));
        useEncodingOfConsole(line);
        return line;
    }

    /** Since Java 19 the properties that name it have other names, which picocli does not know: it would write UTF-8. */
    @SuppressWarnings("SystemOut") // this is how they are written to
    private static void useEncodingOfConsole(CommandLine line) {
        boolean isWindows = System.getProperty("os.name", "").startsWith("Windows");
        if (isWindows && Runtime.version().feature() >= 19) {
            line.setOut(writer(System.out, "stdout.encoding"));
            line.setErr(writer(System.err, "stderr.encoding"));
        }
    }

    private static PrintWriter writer(PrintStream stream, String property) {
        Charset encoding;
        try {
            encoding = Charset.forName(System.getProperty(property, ""));
        } catch (IllegalArgumentException e) {
            encoding = Charset.defaultCharset();
        }
        return new PrintWriter(stream, true, encoding);
    }

    private static int usageError(ParameterException exception) {
        CommandLine line = exception.getCommandLine();
        line.getErr()
                .println(line.getCommandSpec().qualifiedName(" ") + ": " + oneLine(exception.getMessage()) + "; try '"
                        + line.getCommandSpec().qualifiedName(" ") + " --help'");
        return ExitCode.USAGE;
    }

    private static int failure(Exception exception, CommandLine line) {
        ExitCode.Failure failure = ExitCode.Failure.of(exception);
        line.getErr().println("portalocker: " + oneLine(failure.message()));
        return failure.code();
    }

    private static String oneLine(String text) {
        return text.replaceAll(":\\R\\s*", ": ").replaceAll("\\R\\s*", " | ");
    }

    /** From the build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
                properties.load(in);
            }
            return new String[] {
                "portalocker " + properties.getProperty("version"),
                "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
            };
        }
    }
}
