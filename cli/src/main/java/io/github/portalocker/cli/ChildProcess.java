package io.github.portalocker.cli;

import java.io.IOException;

/** The command that runs under the lock, with this process's input, output and signals. */
final class ChildProcess {
    static final boolean IS_WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private final RunRequest request;

    ChildProcess(RunRequest request) {
        this.request = request;
    }

    /** Runs it to its end, however often we are told to stop: the lock must not be released before. */
    int run(LockTarget.Held lock, Signals signals) throws CommandException, IOException {
        try (lock) {
            return start(lock, signals);
        }
    }

    private int start(LockTarget.Held lock, Signals signals) throws CommandException {
        request.tell(() -> "running " + request.command().program());
        long start = System.nanoTime();
        EarlierSignals.await();
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(request.command().words()).inheritIO();
            request.variables(lock).forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            process = builder.start();
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.UNAVAILABLE,
                    "cannot run '" + request.command().program() + "': " + reason(e) + "; the lock is released");
        }
        Output.leaveToCommand();
        try (CtrlC ctrlC = CtrlC.watch()) {
            signals.passTo(signal -> forward(signal, process, ctrlC));
            LossWatch watch = new LossWatch(request, lock);
            watch.begin(signal -> end(signal, process));
            int exitCode = watch.exitCode(process.onExit().join().exitValue());
            request.tell(() -> "the command ended with exit code " + exitCode + " after " + Seconds.since(start)
                    + "; the lock is released");
            return exitCode;
        }
    }

    /** "Cannot run program "x": error=2, No such file or directory" and, later, "Exec failed, error: 2 (...)". */
    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.replaceFirst("^Cannot run program \"[^\"]*\"( \\(in directory \"[^\"]*\"\\))?: ", "");
    }

    private static void end(int signal, Process process) {
        if (signal == OnLoss.KILL.signal) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
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
