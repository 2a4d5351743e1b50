package io.github.portalocker.internal.select;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.function.Consumer;

/** Goes through the providers of a service, also past those that cannot be loaded. */
public final class Services {
    private static final int MOST_PROVIDERS = 1_000;

    private Services() {}

    /**
     * Iterates with both steps guarded.
     *
     * <p>A provider compiled for a later Java, or whose superclass is missing, throws a raw {@link LinkageError} already
     * out of {@code hasNext()} on the class path; the next call goes on with the next provider.
     *
     * @param found gets each provider; one that it throws for is rejected as well
     */
    public static <T> void forEach(Iterator<T> providers, Consumer<T> found, Consumer<Throwable> rejected) {
        for (int i = 0; i < MOST_PROVIDERS; i++) { // a broken iterator must not keep us here forever
            try {
                if (!providers.hasNext()) {
                    break;
                }
                found.accept(providers.next());
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                rejected.accept(e);
            }
        }
    }
}
