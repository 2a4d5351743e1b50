package io.github.portalocker.internal.programs;

import java.nio.charset.Charset;

/** In which Java exchanges words with the operating system: arguments, variables, file names. */
public final class SystemEncoding {
    private SystemEncoding() {}

    /** The one of the locale. */
    public static Charset get() {
        try {
            return Charset.forName(System.getProperty("sun.jnu.encoding", ""));
        } catch (IllegalArgumentException e) {
            return Charset.defaultCharset();
        }
    }
}
