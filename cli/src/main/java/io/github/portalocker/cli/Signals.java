package io.github.portalocker.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.portalocker.internal.programs.Inheritance;
import org.jspecify.annotations.Nullable;

/**
 * Catches the signals that end a process, for as long as it is open.
 *
 * <p>This process would end at once, and the lock would be released before the command has ended. A signal that this
 * process was started to ignore ({@code nohup}) stays ignored. QUIT (on Windows Ctrl-Break) belongs to Java, which prints its
 * threads and goes on; ABRT and the signals of faults are left to it, and real-time signals have no names in Java. USR2
 * belongs to Java as well, which uses it only to profile itself, and crashes when it comes from outside. On Windows, Ctrl-C
 * is INT and closing the console is TERM.
 *
 * <p>Where Java cannot catch signals, they do what Java makes of them.
 */
final class Signals implements AutoCloseable {
    /** Not every system has all of them. */
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "TERM", "USR1", "USR2", "ALRM", "VTALRM", "PROF", "IO", "PWR", "STKFLT", "SYS", "XCPU");

    private final Map<JavaSignal, Object> before = new LinkedHashMap<>();
    private Consumer<Caught> action; // guarded by this
    private @Nullable Caught last; // guarded by this
    private final List<Caught> early = new ArrayList<>(); // guarded by this

    /**
     * A signal that came.
     *
     * @param name without SIG
     * @param time when it came, of {@link System#nanoTime}
     */
    record Caught(String name, int number, long time) {}

    private Signals(Thread thread, Inheritance inherited) {
        this.action = signal -> {
            early.add(signal);
            thread.interrupt();
        };
        for (String name : NAMES) {
            try {
                catchSignal(name, inherited);
            } catch (ReflectiveOperationException e) {
                // not on this system, or Java uses it itself
            }
        }
    }

    /** A signal interrupts a thread. */
    static Signals interrupting(Thread thread, Inheritance inherited) {
        return new Signals(thread, inherited);
    }

    /** From now on signals go there; first those that came too late to end the wait. */
    synchronized void passTo(Consumer<Caught> next) {
        action = next;
        if (!early.isEmpty()) {
            Thread.interrupted(); // they were meant for the wait
            early.forEach(next);
            early.clear();
        }
    }

    private synchronized void arrived(Caught signal) {
        last = signal;
        action.accept(signal);
    }

    private void catchSignal(String name, Inheritance inherited) throws ReflectiveOperationException {
        JavaSignal signal = JavaSignal.of(name);
        int number = signal.number();
        Object previous = signal.handle(() -> arrived(new Caught(name, number, System.nanoTime())));
        if (JavaSignal.ignored(previous) || inherited.ignores(number)) { // of USR2, Java has forgotten it
            signal.ignore();
        } else {
            before.put(signal, previous);
        }
    }

    /** What shells report for a program that the last signal ended. */
    synchronized int exitCode() {
        return ExitCode.SIGNAL + (last == null ? 0 : last.number());
    }

    @Override
    public void close() {
        before.forEach((signal, handler) -> {
            try {
                signal.restore(handler);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
