package io.github.portalocker.cli;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockHolder;

/** While a person at a terminal waits for a lock: one line on the error output that says for how long, and who holds it. */
final class WaitingLine implements AutoCloseable {
    private static final long FIRST_AFTER_MILLIS = 500;
    private static final long EVERY_MILLIS = 1_000;
    /** From here on there are scripts whose characters are two columns wide. */
    private static final int FIRST_WIDE = 0x1100;

    private final LockTarget target;
    private final long start = System.nanoTime();
    private final Thread thread = new Thread(this::run, "portalocker-waiting-line");

    private int shown; // columns; guarded by this
    private boolean closed; // guarded by this

    private WaitingLine(LockTarget target) {
        this.target = target;
    }

    static WaitingLine show(LockTarget target) {
        WaitingLine line = new WaitingLine(target);
        line.thread.setDaemon(true);
        line.thread.start();
        return line;
    }

    private void run() {
        try {
            Thread.sleep(FIRST_AFTER_MILLIS);
            while (print(text(), Terminal.width() - 1)) { // a longer line would wrap, and could not be written over
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            return; // closed
        }
    }

    private String text() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        List<LockHolder> holders = target.holders();
        int waiters = target.waiters().size(); // we are one of them
        String others = holders.size() > 1 ? " and " + (holders.size() - 1) + " more" : "";
        return Output.oneLine("portalocker: waiting " + seconds + " s for " + target.shortName()
                + (waiters > 1 ? ", with " + (waiters - 1) + " more waiting" : "")
                + (holders.isEmpty() ? "" : ", held by " + holders.get(0) + others));
    }

    private static int columns(String text) {
        return text.codePoints().map(c -> c < FIRST_WIDE ? 1 : 2).sum();
    }

    static String shortened(String text, int width) {
        if (columns(text) <= width) {
            return text;
        }
        String end = "...".substring(0, Math.min(3, width));
        int length = text.length();
        while (columns(text.substring(0, length)) > width - end.length()) {
            length = text.offsetByCodePoints(length, -1);
        }
        return text.substring(0, length) + end;
    }

    private synchronized boolean print(String text, int width) {
        if (closed) {
            return false;
        }
        String line = shortened(text, width);
        Output.draw("\r" + line + " ".repeat(Math.max(0, Math.min(shown, width) - columns(line))));
        shown = columns(line);
        return true;
    }

    /** Takes the line away. */
    @Override
    public synchronized void close() {
        closed = true;
        thread.interrupt();
        if (shown > 0) {
            Output.draw("\r" + " ".repeat(shown) + "\r");
        }
    }
}
