package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** Files such as {@code /proc/PID/status} (proc_pid_status(5)). */
final class ProcStatus {
    private ProcStatus() {}

    /** The value behind a key that ends with a colon; null where there is none. */
    static @Nullable String value(Path file, String key) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1); // the name of a program may have any bytes
        } catch (IOException e) {
            return null;
        }
        int start = text.startsWith(key) ? 0 : text.indexOf("\n" + key) + 1;
        if (start == 0 && !text.startsWith(key)) {
            return null;
        }
        int end = text.indexOf('\n', start);
        return text.substring(start + key.length(), end < 0 ? text.length() : end)
                .strip();
    }

    /** A set of signals: bit n - 1 for signal n. */
    static @Nullable Long signals(Path file, String key) {
        String value = value(file, key);
        return value == null ? null : Long.parseUnsignedLong(value, 16);
    }
}
