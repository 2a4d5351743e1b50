package io.github.portalocker.recipes;

import java.nio.file.Path;

/** Keeps a file with its number until its input ends; with a second argument it does not wait for that. */
final class PidMain {
    private PidMain() {}

    public static void main(String[] arguments) throws Exception {
        try (PidFile file = PidFile.tryCreate(Path.of(arguments[0]))) {
            if (file == null) {
                System.out.println("it runs already");
                return;
            }
            if (arguments.length == 1) {
                System.out.println("only");
                System.in.read();
            }
        }
        System.out.println("done");
    }
}
