package io.github.portalocker.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.Portalocker;
import io.github.portalocker.cli.ExitCode.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code portalocker who}: who holds locks on a file. */
@Command(
        name = "who",
        mixinStandardHelpOptions = true,
        description = "Shows which processes hold locks on a file, whatever program took them.",
        footer = {
            "",
            "On Linux; elsewhere nobody is known. Processes of other users and machines may be unknown, too.",
            "Exit codes: 0 if holders are known, 1 if none is, 66 if there is no such file."
        })
final class WhoCommand implements Callable<Integer> {
    private static final int WIDTH = 120;
    private static final int NOBODY = 1;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One line of JSON: an array of holders.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "FILE", description = "The lock file.")
    private String file;

    @Override
    public Integer call() throws CommandFailure {
        Path path = PathArgument.of(file, spec);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandFailure(ExitCode.CANNOT_OPEN, "there is no file " + path);
        }
        if (Files.isSymbolicLink(path)) {
            throw new CommandFailure(
                    ExitCode.CANNOT_OPEN,
                    path + " is a symbolic link, which is never locked; ask for the file it leads to");
        }
        List<LockHolder> holders = Portalocker.holders(path);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(holders.stream().map(WhoCommand::json).collect(Collectors.joining(", ", "[", "]")));
        } else if (!holders.isEmpty()) {
            out.print(table(holders));
        }
        out.flush();
        if (holders.isEmpty() && !json) {
            spec.commandLine().getErr().println("portalocker: nobody is known to hold a lock on " + path);
        }
        return holders.isEmpty() ? NOBODY : 0;
    }

    private String table(List<LockHolder> holders) {
        TextTable table = TextTable.forColumns(
                spec.commandLine().getColorScheme(),
                new Column(10, 0, Overflow.SPAN),
                new Column(11, 0, Overflow.SPAN),
                new Column(10, 0, Overflow.SPAN),
                new Column(14, 0, Overflow.SPAN),
                new Column(WIDTH - 45, 0, Overflow.WRAP));
        table.addRowValues("pid", "mode", "lock", "bytes", "command");
        for (LockHolder holder : holders) {
            table.addRowValues(
                    text(holder.pid()),
                    holder.mode().map(WhoCommand::lowerCase).orElse("?"),
                    holder.mechanism().toLowerCase(Locale.ROOT),
                    bytes(holder.range()),
                    holder.command().orElse("?"));
        }
        return table.toString();
    }

    private static String text(OptionalLong pid) {
        return pid.isPresent() ? Long.toString(pid.getAsLong()) : "?";
    }

    private static String bytes(LockRange range) {
        return range.equals(LockRange.WHOLE_FILE) ? "all" : range.position() + "-" + (range.end() - 1);
    }

    private static String lowerCase(LockMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static String json(LockHolder holder) {
        return "{\"pid\": " + (holder.pid().isPresent() ? holder.pid().getAsLong() : "null") + ", \"command\": "
                + holder.command().map(WhoCommand::quoted).orElse("null") + ", \"mode\": "
                + holder.mode().map(mode -> quoted(lowerCase(mode))).orElse("null") + ", \"mechanism\": "
                + quoted(holder.mechanism().toLowerCase(Locale.ROOT)) + ", \"bytes\": " + quoted(bytes(holder.range()))
                + ", \"since\": "
                + holder.since().map(since -> quoted(since.toString())).orElse("null") + "}";
    }

    /** As a JSON string; only ASCII, so that no encoding can spoil it. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
