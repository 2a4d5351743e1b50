package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The standard streams: what was asked for goes to the output, all else to the error output. */
@SuppressWarnings("SystemOut") // this is how they are written to
final class Output {
    private Output() {}

    static void print(String line) {
        System.out.println(visible(line));
    }

    /** Reports something, by the name of this program. */
    static void report(String message) {
        System.err.println("portalocker: " + visible(message));
    }

    /** Reports what is wrong with a command line. */
    static void reportUsage(String name, String message) {
        System.err.println(name + ": " + oneLine(message) + "; try '" + name + " --help'");
    }

    /** Writes to a terminal, which understands control characters. */
    static void draw(String text) {
        System.err.print(text);
        System.err.flush();
    }

    /** Whether something that was printed did not get where it was to go. */
    static boolean isIncomplete() {
        return System.out.checkError();
    }

    /**
     * Leaves the output to the command, which has got it: what this JVM writes there from now on, such as its threads at
     * SIGQUIT, goes to {@code /dev/null}. For some milliseconds after the start of the command both have it.
     *
     * <p>Java redirects the standard descriptors when it is told to close them. If this process was started without an
     * output, then its number may belong to a file that the JVM itself reads; that one stays.
     */
    static void leaveToCommand() {
        if (isWritable(Path.of("/proc/self/fdinfo/1"))) {
            System.out.close();
        }
    }

    /** {@code flags: 0100002}, in octal (proc_pid_fdinfo(5)): not O_RDONLY, which is 0. */
    private static boolean isWritable(Path fdinfo) {
        try {
            return Files.readAllLines(fdinfo).stream()
                    .filter(line -> line.startsWith("flags:"))
                    .anyMatch(line -> (line.charAt(line.length() - 1) - '0' & 3) != 0);
        } catch (IOException e) {
            return false; // not Linux
        }
    }

    /** File names may have characters that command a terminal. */
    private static String visible(String text) {
        return replaced(text, "\n");
    }

    /** The same for what must be one line. */
    static String oneLine(String text) {
        return replaced(text.replaceAll(":\\R\\s*", ": ").replaceAll("\\R\\s*", " | "), "");
    }

    private static String replaced(String text, String allowed) {
        StringBuilder visible = new StringBuilder(text.length());
        text.chars()
                .map(c -> Character.isISOControl(c) && allowed.indexOf(c) < 0 ? '?' : c)
                .forEach(c -> visible.append((char) c));
        return visible.toString();
    }
}
