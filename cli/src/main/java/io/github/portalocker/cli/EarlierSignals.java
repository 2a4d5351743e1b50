package io.github.portalocker.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits until Java has acted on the signals that arrived earlier.
 *
 * <p>Java only counts a signal where it arrives. One of its threads looks at the counts, always from the lowest number on, and starts
 * another thread that acts: at SIGTERM it ends the process. On a busy machine that takes a while, in which the
 * command would be started although we have been told to end. With {@code -F} the signal would be lost.
 *
 * <p>So we send ourselves a signal of a higher number, which means nothing, and wait until it is acted on.
 */
final class EarlierSignals {
    /** 23 on Linux and 16 on macOS, above HUP, INT and TERM; programs ignore it by default (signal(7)). */
    private static final String MARKER = "URG";

    /** Only a process that was started with the signal blocked waits so long. */
    private static final int SECONDS = 1;

    /** For threads that start meanwhile. */
    private static final int SPARE = 64;

    private EarlierSignals() {}

    static void await() {
        boolean interrupted = false;
        try {
            // the first can overtake a signal that arrives while Java looks at the counts; the second cannot
            interrupted |= pass();
            interrupted |= pass();
        } catch (ReflectiveOperationException e) {
            // this system does not have the signal, or this Java cannot catch signals
        }
        for (Thread thread : handlers()) {
            interrupted |= join(thread); // that of Java itself does not return: it ends the process
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends the marker and waits for it; returns whether the thread was interrupted. */
    private static boolean pass() throws ReflectiveOperationException {
        JavaSignal marker = JavaSignal.of(MARKER);
        CountDownLatch arrived = new CountDownLatch(1);
        Object before = marker.handle(arrived::countDown);
        boolean interrupted = false;
        try {
            marker.raise();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (true) {
                try {
                    arrived.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return interrupted;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            marker.restore(before);
        }
    }

    private static boolean join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /** The threads in which Java acts on signals, such as "SIGTERM handler"; they are in the group of all groups. */
    private static List<Thread> handlers() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[group.activeCount() + SPARE];
        int count = group.enumerate(threads);
        List<Thread> handlers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = threads[i].getName();
            if (name.startsWith("SIG") && name.endsWith(" handler")) {
                handlers.add(threads[i]);
            }
        }
        return handlers;
    }
}
