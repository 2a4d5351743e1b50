package io.github.portalocker.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** A command to run under a lock: says "held", and "caught" at each Ctrl-C, until a file exists; ends with exit code 5. */
final class StubbornMain {
    private StubbornMain() {}

    public static void main(String[] arguments) throws Exception {
        OnSignal.run("INT", () -> say("caught"));
        say("held");
        while (!Files.exists(Path.of(arguments[0]))) {
            Thread.sleep(20);
        }
        System.exit(5);
    }

    @SuppressWarnings("SystemOut") // read by the tests
    private static void say(String line) {
        System.out.println(line);
    }
}
