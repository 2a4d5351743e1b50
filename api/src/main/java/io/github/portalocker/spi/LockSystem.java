package io.github.portalocker.spi;

import java.util.List;
import java.util.Set;

import io.github.portalocker.Capability;
import io.github.portalocker.LockDomain;

/**
 * What gives locks: an operating system, for files, or a lock server, for names.
 *
 * @since 0.1.0
 */
public interface LockSystem {

    /** {@return a stable name in kebab-case, such as {@code posix-flock}: what users read in messages and events} */
    String name();

    /** {@return the domains in which it locks here; not empty} */
    Set<LockDomain> domains();

    /**
     * {@return what is equal for two objects of this JVM exactly if they give the same locks}
     *
     * <p>Threads of this JVM that want the same lock are queued together where this and {@link LockHandle#identity()} are equal. The
     * default is right for backends without a state of their own: instances of one class with one name. One whose
     * instances do not exclude each other in this JVM, or exclude each other as those of two JVMs do, returns itself.
     */
    default Object space() {
        return List.of(getClass(), name());
    }

    /** {@return what it can do beyond the basics} */
    Set<Capability> capabilities();
}
