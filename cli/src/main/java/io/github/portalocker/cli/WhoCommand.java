package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

import io.github.portalocker.LockDomain;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.Portalocker;

/** {@code portalocker who}: which processes hold locks on a file, and which wait for one. */
final class WhoCommand implements Subcommand {
    /** No file is so long. Backend nio leaves the last bytes that Java can lock out of all locks. */
    private static final long END_OF_ALL_FILES = Long.MAX_VALUE - 2;

    private static final int NONE_FOUND = 1;
    static final String HOLDS = "holds";
    static final String WAITS = "waits";
    private static final Option NAME =
            Option.valued("", "NAME", "A name in place of a file, such as jobs/nightly.", "name");
    private static final Option LOCKS =
            Option.valued("", "URI", "Where the name is kept: file:DIRECTORY, or a server, as for run.", "locks");
    private static final Option JSON = Option.flag("", "One line of JSON: an array of holders, then waiters.", "json");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "portalocker who",
                List.of("[OPTION]... FILE", "[OPTION]... --name NAME --locks URI"),
                "Shows which processes hold locks on a file, and which wait for one, whatever program they run.",
                List.of(NAME, LOCKS, JSON, Option.HELP, Option.VERSION),
                List.of(
                        "Of files: Linux only; processes of other users and machines may be missing.",
                        "Those that wait by asking for the lock again and again are missing, too.",
                        "Exit codes: 0 if a process was found, 1 if not, 66 if there is no such file."));
    }

    @Override
    public int run(ParsedLine line, Arguments arguments) throws CommandException, IOException {
        String name = line.value(NAME);
        String locks = line.value(LOCKS);
        if (name == null && locks == null) {
            return ofFile(line);
        }
        if (name == null || locks == null || !line.operands().isEmpty()) {
            throw new UsageException("who takes one FILE, or --name NAME and --locks URI");
        }
        return ofName(name, Place.of(locks), line);
    }

    private static int ofName(String name, Place place, ParsedLine line) throws CommandException, IOException {
        if (name.isEmpty()) {
            throw new UsageException("--name is empty, perhaps from a variable that is not set");
        }
        place.requireDirectory();
        try (NamedLocks names = place.connect()) {
            return show(name + " in " + place, names.holders(name), names.waiters(name), line);
        }
    }

    private static int ofFile(ParsedLine line) throws CommandException {
        if (line.operands().size() != 1) {
            throw new UsageException(
                    "who takes one FILE, not " + line.operands().size());
        }
        Path path = PathArgument.of(line.operands().get(0));
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandException(ExitCode.CANNOT_OPEN, "there is no file " + path);
        }
        if (Files.isSymbolicLink(path)) {
            throw new CommandException(
                    ExitCode.CANNOT_OPEN,
                    path + " is a symbolic link, which is never locked; ask for the file it leads to");
        }
        return show(path.toString(), Portalocker.holders(path), Portalocker.waiters(path), line);
    }

    private static int show(String subject, List<LockHolder> holders, List<LockHolder> waiters, ParsedLine line) {
        boolean none = holders.isEmpty() && waiters.isEmpty();
        if (line.has(JSON)) {
            Output.print(HoldersJson.of(holders, waiters));
        } else if (none) {
            Output.report("no lock holders found for " + subject);
        } else {
            table(holders, waiters).lines().forEach(Output::print);
        }
        return none ? NONE_FOUND : 0;
    }

    private static Table table(List<LockHolder> holders, List<LockHolder> waiters) {
        Table table = new Table();
        table.add(List.of("pid", "state", "mode", "lock", "bytes", "command"));
        holders.forEach(holder -> table.add(row(holder, HOLDS)));
        waiters.forEach(waiter -> table.add(row(waiter, WAITS)));
        return table;
    }

    private static List<String> row(LockHolder holder, String state) {
        return List.of(
                text(holder.pid()) + holder.host().map(host -> " on " + host).orElse(""),
                state,
                holder.mode().map(WhoCommand::lowerCase).orElse("?"),
                lowerCase(holder.domain()),
                bytes(holder.range()),
                holder.command().orElse("?"));
    }

    private static String text(OptionalLong pid) {
        return pid.isPresent() ? Long.toString(pid.getAsLong()) : "?";
    }

    static String bytes(LockRange range) {
        return range.position() == 0 && range.end() >= END_OF_ALL_FILES
                ? "all"
                : range.position() + "-" + (range.end() - 1);
    }

    static String lowerCase(LockMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    static String lowerCase(LockDomain domain) {
        return domain.name().toLowerCase(Locale.ROOT);
    }
}
