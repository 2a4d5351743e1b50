package io.github.portalocker.cli;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** The program that runs a string of commands. */
final class Shell {
    private Shell() {}

    static List<String> command(String string) {
        if (ChildProcess.IS_WINDOWS) {
            // /s takes the outer quotes away and leaves those inside; Java passes on a word that has quotes
            return List.of(orElse(System.getenv("ComSpec"), "cmd.exe"), "/d", "/s", "/c", '"' + string + '"');
        }
        return List.of(orElse(System.getenv("SHELL"), "/bin/sh"), "-c", string);
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
