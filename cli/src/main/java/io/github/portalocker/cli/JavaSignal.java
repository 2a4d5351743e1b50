package io.github.portalocker.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * A signal that Java can catch.
 *
 * <p>{@code sun.misc.Signal} is the only way that Java has, and is reached by reflection because javac warns of it in a way
 * that cannot be turned off.
 */
final class JavaSignal {
    private final Object signal;

    private JavaSignal(Object signal) {
        this.signal = signal;
    }

    /**
     * Finds a signal by its name without SIG.
     *
     * @throws ReflectiveOperationException if this system or this Java does not have it
     */
    static JavaSignal of(String name) throws ReflectiveOperationException {
        Object signal =
                Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
        return new JavaSignal(signal);
    }

    int number() throws ReflectiveOperationException {
        return (int) signal.getClass().getMethod("getNumber").invoke(signal);
    }

    /**
     * Catches the signal from now on; each runs the action in a thread of its own.
     *
     * @return what was done before, for {@link #restore}
     * @throws ReflectiveOperationException if Java uses the signal itself
     */
    Object handle(Runnable action) throws ReflectiveOperationException {
        return restore(Proxy.newProxyInstance(
                JavaSignal.class.getClassLoader(), new Class<?>[] {handlerType()}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    action.run();
                    return null;
                }));
    }

    /** Returns what was done before. */
    Object restore(Object handler) throws ReflectiveOperationException {
        Method handle = signal.getClass().getMethod("handle", signal.getClass(), handlerType());
        return handle.invoke(null, signal, handler);
    }

    void ignore() throws ReflectiveOperationException {
        restore(ignoring());
    }

    /** Sends it to this process. */
    void raise() throws ReflectiveOperationException {
        signal.getClass().getMethod("raise", signal.getClass()).invoke(null, signal);
    }

    /** Whether what was done before was to ignore the signal. */
    static boolean ignored(Object handler) throws ReflectiveOperationException {
        return handler.equals(ignoring());
    }

    private static Object ignoring() throws ReflectiveOperationException {
        return handlerType().getField("SIG_IGN").get(null);
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }
}
