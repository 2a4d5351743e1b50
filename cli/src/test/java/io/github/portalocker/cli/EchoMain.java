package io.github.portalocker.cli;

import java.io.IOException;

/** A command to run under a lock anywhere: says "held", reads its input to the end, and ends with a given exit code. */
final class EchoMain {
    private EchoMain() {}

    @SuppressWarnings("SystemOut") // read by the tests
    public static void main(String[] arguments) throws IOException {
        System.out.println("held");
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        System.exit(Integer.parseInt(arguments[0]));
    }
}
