package io.github.portalocker.spi;

import java.io.IOException;
import java.util.Set;

/**
 * Connects to lock servers of one kind.
 *
 * <p>Implementations are {@link java.util.ServiceLoader} providers: a public class with a public constructor without parameters. A
 * server is only asked when an application names it by its URI.
 *
 * @since 0.1.0
 */
public interface LockServerProvider {

    /** {@return the schemes of its URIs, in small letters, such as {@code postgresql}} */
    Set<String> schemes();

    /**
     * Connects.
     *
     * @param uri where to, of one of these schemes
     * @return the connection
     * @throws IllegalArgumentException if the URI lacks something or has a parameter that is not known; the message says what
     * @throws IOException if the server cannot be reached within a bounded time, or cannot be relied on; the message says why and
     *     what to do
     */
    LockServer connect(LockUri uri) throws IOException;
}
