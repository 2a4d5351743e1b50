package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files this process may have open, on Linux; learned early, because who has reached it can read no file. */
final class OpenFileLimit {
    private static final Pattern LINE = Pattern.compile("(?m)^Max open files +(\\d+) ");
    private static final String HINT = read();

    private OpenFileLimit() {}

    /** Such as {@code " (it may have 1024)"}; empty where it is unknown. */
    static String hint() {
        return HINT;
    }

    private static String read() {
        try {
            Matcher line = LINE.matcher(Files.readString(Path.of("/proc/self/limits")));
            return line.find() ? " (it may have " + line.group(1) + ")" : "";
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
