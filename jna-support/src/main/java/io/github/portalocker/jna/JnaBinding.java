package io.github.portalocker.jna;

import java.nio.file.Path;
import java.util.function.Supplier;

import com.sun.jna.NativeLibrary;
import org.jspecify.annotations.Nullable;

/**
 * What is bound through JNA, once: the functions of a library of the operating system.
 *
 * <p>The first failure is remembered, and told to all who ask later. Java itself tells it once, and afterwards only that a class
 * could not be initialized. This class itself loads without JNA.
 *
 * @param <T> what gives access to the functions
 */
public final class JnaBinding<T> {
    /** JNA itself, so that its own failure is one failure for all that depends on it. */
    private static final JnaBinding<Boolean> JNA = new JnaBinding<>("its native library", JnaBinding::loadJna);

    private static final String TEMPORARY_DIRECTORY = "jna.tmpdir";

    private final String library;
    private final Supplier<T> bind;
    private @Nullable T bound; // guarded by this
    private @Nullable JnaFailure failure; // guarded by this

    /** Binds nothing yet. */
    public JnaBinding(String library, Supplier<T> bind) {
        this.library = library;
        this.bind = bind;
    }

    /**
     * What was bound.
     *
     * @throws JnaFailure if it cannot be had
     */
    public synchronized T get() {
        if (failure != null) {
            throw failure;
        }
        T present = bound;
        if (present == null) {
            present = bindOnce();
            bound = present;
        }
        return present;
    }

    /**
     * Loads JNA and its native library.
     *
     * @throws JnaFailure if that fails
     */
    static void requireJna() {
        JNA.get();
    }

    /**
     * JNA starts a thread that stays, and it must not take the context class loader of the first application that locks with it:
     * that application could never be unloaded.
     */
    private T bindOnce() {
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            if (this != JNA) {
                requireJna();
            }
            return bind.get();
        } catch (VirtualMachineError e) {
            throw e; // says nothing about JNA, and may pass
        } catch (JnaFailure e) {
            failure = e;
        } catch (Error | RuntimeException e) { // JNA throws a plain Error when its parts do not fit
            failure = new JnaFailure(JnaTroubles.explain(e, library), e);
        } finally {
            thread.setContextClassLoader(context);
        }
        throw failure;
    }

    /**
     * JNA unpacks its native library below the home directory. A user without a passwd entry has none: Java says "?", or another
     * name that is not absolute, and JNA would create that in the working directory.
     */
    private static boolean loadJna() {
        boolean homeless = !Path.of(System.getProperty("user.home", "?")).isAbsolute();
        String cache = System.getenv("XDG_CACHE_HOME");
        boolean told = System.getProperty(TEMPORARY_DIRECTORY) != null || (cache != null && !cache.isBlank());
        if (told || !homeless) {
            return startJna();
        }
        System.setProperty(TEMPORARY_DIRECTORY, System.getProperty("java.io.tmpdir"));
        try {
            return startJna();
        } finally {
            System.clearProperty(TEMPORARY_DIRECTORY);
        }
    }

    /** The first library that is opened also starts JNA's thread. */
    private static boolean startJna() {
        return NativeLibrary.getProcess() != null;
    }
}
