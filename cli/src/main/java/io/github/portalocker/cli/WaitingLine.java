package io.github.portalocker.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockHolder;
import io.github.portalocker.Portalocker;

/** While a person at a terminal waits for a lock: one line on the error output that says for how long, and for whom. */
final class WaitingLine implements AutoCloseable {
    private static final long FIRST_AFTER_MILLIS = 500;
    private static final long EVERY_MILLIS = 1_000;
    private static final int WIDTH = 79; // a longer line would wrap, and could not be written over

    private final Path file;
    private final PrintWriter terminal;
    private final long start = System.nanoTime();
    private final Thread thread = new Thread(this::run, "portalocker-waiting-line");

    private boolean shown; // guarded by this
    private boolean closed; // guarded by this

    private WaitingLine(Path file, PrintWriter terminal) {
        this.file = file;
        this.terminal = terminal;
    }

    static WaitingLine show(Path file, PrintWriter terminal) {
        WaitingLine line = new WaitingLine(file, terminal);
        line.thread.setDaemon(true);
        line.thread.start();
        return line;
    }

    private void run() {
        try {
            Thread.sleep(FIRST_AFTER_MILLIS);
            while (print(text())) {
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            return; // closed
        }
    }

    private String text() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        List<LockHolder> holders = Portalocker.holders(file);
        String others = holders.size() > 1 ? " and " + (holders.size() - 1) + " more" : "";
        String text = "portalocker: waiting " + seconds + " s for " + file.getFileName()
                + (holders.isEmpty() ? "" : ", held by " + holders.get(0) + others);
        return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 3) + "...";
    }

    private synchronized boolean print(String text) {
        if (closed) {
            return false;
        }
        shown = true;
        terminal.print("\r" + text + " ".repeat(WIDTH - text.length()));
        terminal.flush();
        return true;
    }

    /** Takes the line away. */
    @Override
    public synchronized void close() {
        closed = true;
        thread.interrupt();
        if (shown) {
            terminal.print("\r" + " ".repeat(WIDTH) + "\r");
            terminal.flush();
        }
    }
}
