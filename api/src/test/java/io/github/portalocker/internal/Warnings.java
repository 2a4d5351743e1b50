package io.github.portalocker.internal;

import org.jspecify.annotations.Nullable;

/** The log of this library, for tests that bring about hundreds of failures that no caller is told. */
final class Warnings {
    private static final String PACKAGE = "java.util.logging."; // of a module that this library does not read

    private final Object logger; // kept, or its level would be forgotten

    Warnings() {
        try {
            logger = Class.forName(PACKAGE + "Logger")
                    .getMethod("getLogger", String.class)
                    .invoke(null, "io.github.portalocker");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    void turnOff() {
        level("OFF");
    }

    void turnOn() {
        level(null);
    }

    private void level(@Nullable String name) {
        try {
            Class<?> level = Class.forName(PACKAGE + "Level");
            Object value = name == null ? null : level.getField(name).get(null);
            logger.getClass().getMethod("setLevel", level).invoke(logger, value);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
