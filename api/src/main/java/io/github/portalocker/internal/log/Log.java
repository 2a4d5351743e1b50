package io.github.portalocker.internal.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The log of this library, through which all of it logs; never a reason to fail.
 *
 * <p>The logger is looked up with each message, of which there are few: the look-up itself fails where the JVM's logging does
 * not work, on Java 17 for instance in a working directory whose name the locale cannot decode.
 */
public final class Log {
    private static final String NAME = "io.github.portalocker";

    private Log() {}

    /** Says what helps to find out why; off by default. */
    public static void debug(Supplier<String> message) {
        log(Level.DEBUG, message, null);
    }

    /** Says what the user should know, with its cause or null. */
    public static void warn(Supplier<String> message, @Nullable Throwable cause) {
        log(Level.WARNING, message, cause);
    }

    private static void log(Level level, Supplier<String> message, @Nullable Throwable cause) {
        try {
            Logger logger = System.getLogger(NAME);
            if (cause == null) {
                logger.log(level, message);
            } else {
                logger.log(level, message, cause);
            }
        } catch (LinkageError | ServiceConfigurationError | RuntimeException e) {
            // a lock must not fail because a log cannot be written
        }
    }
}
