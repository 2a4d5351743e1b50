package io.github.portalocker.cli;

/**
 * The {@code portalocker} command.
 *
 * <p>This class needs no other one to load, so that also a failure to load them is reported, and does not end with the exit
 * code of a conflict, which is Java's own code for failures.
 */
final class Main {
    private Main() {}

    @SuppressWarnings("SystemOut") // nothing else may be there
    public static void main(String[] arguments) {
        int exitCode = ExitCode.SOFTWARE; // a constant, which is copied into this class
        try {
            exitCode = new Invocation(arguments).run();
        } catch (Throwable e) {
            System.err.println("portalocker: " + internalError(e));
        }
        System.exit(exitCode);
    }

    static String internalError(Throwable problem) {
        return "internal error: " + problem + "; 'portalocker --stacktrace ...' shows where";
    }
}
