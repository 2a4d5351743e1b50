package io.github.portalocker.tck;

import io.github.portalocker.FileLocker;
import io.github.portalocker.Portalocker;
import io.github.portalocker.spi.Capability;

/**
 * What the parts of the contract have in common.
 *
 * @since 0.1.0
 */
public interface ContractBase {
    /** The name of the backend under test: the one method to implement. */
    String backend();

    /** A locker with the backend under test. */
    default FileLocker locker() {
        return FileLocker.builder().backend(backend()).build();
    }

    /** Whether the backend declares a capability. */
    default boolean can(Capability capability) {
        return Portalocker.backends().stream()
                .filter(info -> info.name().equals(backend()))
                .anyMatch(info -> info.capabilities().contains(capability));
    }
}
