package io.github.portalocker.cli;

import java.io.Console;

/** Whether a person sits at this process's input and output. */
final class Terminal {
    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // since Java 22 there is always a console, which then knows by itself
    static boolean isAttached() {
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
}
