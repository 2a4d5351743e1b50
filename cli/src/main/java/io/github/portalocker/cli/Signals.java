package io.github.portalocker.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Catches the signals that ask a process to end, for as long as it is open.
 *
 * <p>Java itself would begin its shutdown at once, and the lock would be released before the command has ended. A signal
 * that this process was started to ignore ({@code nohup}) stays ignored.
 *
 * <p>{@code sun.misc.Signal} is the only way that Java has, and is reached by reflection because javac warns of it in a way
 * that cannot be turned off. Where it is missing, signals do what Java makes of them.
 */
final class Signals implements AutoCloseable {
    private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15, "HUP", 1);

    private final Map<Object, Object> before = new LinkedHashMap<>();
    private volatile int last;

    private Signals(Consumer<String> action) {
        for (String name : List.of("INT", "TERM", "HUP")) {
            try {
                catchSignal(name, action);
            } catch (ReflectiveOperationException e) {
                // not on this system, or Java uses it itself
            }
        }
    }

    /** A signal interrupts a thread. */
    static Signals interrupting(Thread thread) {
        return new Signals(name -> thread.interrupt());
    }

    /** A signal is passed on, by its name without SIG. */
    static Signals forwarding(Consumer<String> action) {
        return new Signals(action);
    }

    private void catchSignal(String name, Consumer<String> action) throws ReflectiveOperationException {
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object signal =
                Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
        Object handler = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(action, arguments);
                    }
                    last = NUMBERS.get(name);
                    action.accept(name);
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
    int exitCode() {
        return ExitCode.SIGNAL + last;
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
