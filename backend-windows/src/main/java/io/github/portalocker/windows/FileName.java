package io.github.portalocker.windows;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Paths as CreateFileW wants them. */
final class FileName {
    /** From this length on CreateFileW needs the prefix: that of a directory that can still hold an 8.3 name. */
    private static final int LONG = 248;

    private static final Pattern DEVICE =
            Pattern.compile("(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3])");

    private FileName() {}

    /**
     * Absolute, and with the prefix that lifts the limit of 260 characters where that is needed.
     *
     * <p>Only there, because with it Windows takes every name literally, and a short one must mean here what it means to
     * other programs.
     */
    static String of(Path path) {
        String name = path.toAbsolutePath().normalize().toString();
        if (name.length() < LONG || name.startsWith("\\\\?\\")) {
            return name;
        }
        return name.startsWith("\\\\") ? "\\\\?\\UNC" + name.substring(1) : "\\\\?\\" + name;
    }

    /** Whether the last name of the path belongs to a device in every directory. */
    static boolean isDevice(Path path) {
        Path last = path.getFileName();
        return last != null
                && DEVICE.matcher(last.toString().strip().toUpperCase(Locale.ROOT))
                        .matches();
    }
}
