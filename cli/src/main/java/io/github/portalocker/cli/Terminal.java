package io.github.portalocker.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** The terminal at which this process was started, if it was. */
final class Terminal {
    private static final Path OUR_ERRORS = Path.of("/proc/self/fd/2");
    private static final Pattern NAME = Pattern.compile("/dev/(pts/\\d+|tty.*|console)");
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");
    private static final int USUAL_WIDTH = 80;

    private Terminal() {}

    /** Whether a person sees what goes to the error output. */
    static boolean showsErrors() {
        try {
            return NAME.matcher(Files.readSymbolicLink(OUR_ERRORS).toString()).matches();
        } catch (IOException | UnsupportedOperationException e) {
            return hasConsole(); // not Linux
        }
    }

    /** Whether Ctrl-C can reach this process. */
    static boolean isControlling() {
        String stat = read(Path.of("/proc/self/stat"));
        if (stat == null) {
            return hasConsole(); // not Linux
        }
        // after the name, which may have blanks: state, parent, group, session, terminal (proc_pid_stat(5))
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return !fields[4].equals("0");
    }

    private static @Nullable String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return null;
        }
    }

    @SuppressWarnings("SystemConsoleNull") // since Java 22 there is always a console, which then knows by itself
    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** How many characters fit into a line: as {@code COLUMNS} says, else as the terminal says at this moment. */
    static int width() {
        Integer width = positive(System.getenv("COLUMNS"));
        if (width == null) {
            width = positive(askTerminal());
        }
        return width == null ? USUAL_WIDTH : width;
    }

    /** Java cannot ask it, but POSIX systems have stty. */
    private static @Nullable String askTerminal() {
        File terminal = new File("/dev/tty");
        if (!terminal.exists()) {
            return null;
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(terminal)
                    .redirectError(Redirect.DISCARD)
                    .start();
            Matcher size = SIZE.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            return size.matches() ? size.group(1) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Integer positive(@Nullable String text) {
        return text != null && text.matches("[1-9][0-9]{0,4}") ? Integer.valueOf(text) : null;
    }
}
