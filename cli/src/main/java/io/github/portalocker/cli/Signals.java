package io.github.portalocker.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Catches the signals that ask a process to end, for as long as it is open.
 *
 * <p>Java itself would begin its shutdown at once, and the lock would be released before the command has ended. A signal
 * that this process was started to ignore ({@code nohup}) stays ignored. On Windows, Ctrl-C is INT and closing the console
 * is TERM; Ctrl-Break belongs to Java, which prints its threads and goes on.
 *
 * <p>{@code sun.misc.Signal} is the only way that Java has, and is reached by reflection because javac warns of it in a way
 * that cannot be turned off. Where it is missing, signals do what Java makes of them.
 */
final class Signals implements AutoCloseable {
    private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15, "HUP", 1);

    private final Map<Object, Object> before = new LinkedHashMap<>();
    private Consumer<String> action; // guarded by this
    private @Nullable String last; // guarded by this

    private Signals(Consumer<String> action) {
        this.action = action;
        for (String name : List.of("INT", "TERM", "HUP")) {
            try {
                catchSignal(name);
            } catch (ReflectiveOperationException e) {
                // not on this system, or Java uses it itself
            }
        }
    }

    /** A signal interrupts a thread. */
    static Signals interrupting(Thread thread) {
        return new Signals(name -> thread.interrupt());
    }

    /** From now on signals go there, by their names without SIG; first the one that came too late to end the wait. */
    synchronized void passTo(Consumer<String> next) {
        action = next;
        if (last != null) {
            Thread.interrupted(); // it was meant for the wait
            next.accept(last);
        }
    }

    private synchronized void arrived(String name) {
        last = name;
        action.accept(name);
    }

    private void catchSignal(String name) throws ReflectiveOperationException {
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object signal =
                Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
        Object handler = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    arrived(name);
                    return null;
                });
        Object previous = handle(signal, handler);
        if (previous.equals(handlerType.getField("SIG_IGN").get(null))) {
            handle(signal, previous);
        } else {
            before.put(signal, previous);
        }
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        Method handle =
                signal.getClass().getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"));
        return handle.invoke(null, signal, handler);
    }

    /** What shells report for a program that the last signal ended. */
    synchronized int exitCode() {
        return ExitCode.SIGNAL + (last == null ? 0 : NUMBERS.get(last));
    }

    @Override
    public void close() {
        before.forEach((signal, handler) -> {
            try {
                handle(signal, handler);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
