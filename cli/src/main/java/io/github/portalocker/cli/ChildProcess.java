package io.github.portalocker.cli;

import java.io.IOException;
import java.util.List;

import io.github.portalocker.HeldFileLock;

/** The command that runs under the lock, with this process's input, output and signals. */
final class ChildProcess {
    static final boolean IS_WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private final List<String> command;

    ChildProcess(List<String> command) {
        this.command = command;
    }

    /** Runs it to its end, however often we are told to stop: the lock must not be released before. */
    int run(HeldFileLock lock, Signals signals) throws CommandException {
        Process process;
        try {
            process = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.UNAVAILABLE,
                    "cannot run '" + command.get(0) + "' under the lock on "
                            + lock.path().orElseThrow() + ": " + reason(e));
        }
        Output.leaveToCommand();
        try (CtrlC ctrlC = CtrlC.watch()) {
            signals.passTo(signal -> forward(signal, process, ctrlC));
            return process.onExit().join().exitValue();
        }
    }

    /** "Cannot run program "x": error=2, No such file or directory" and, later, "Exec failed, error: 2 (...)". */
    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.replaceFirst("^Cannot run program \"[^\"]*\"( \\(in directory \"[^\"]*\"\\))?: ", "");
    }

    /**
     * Passes a signal on.
     *
     * <p>Ctrl-C at a terminal goes to all processes there, also to the command; it must not get it twice. On Windows all
     * signals come from the console and go to all its processes, and Java could do no more than kill the command.
     */
    private static void forward(Signals.Caught signal, Process process, CtrlC ctrlC) {
        if (IS_WINDOWS || !process.isAlive() || (signal.name().equals("INT") && ctrlC.wasPressed())) {
            return;
        }
        if (signal.name().equals("TERM")) {
            process.destroy(); // SIGTERM
            return;
        }
        try { // Java sends no other signals, but every POSIX shell has kill built in
            new ProcessBuilder("sh", "-c", "kill -" + signal.number() + " " + process.pid()).start();
        } catch (IOException e) {
            process.destroy();
        }
    }
}
