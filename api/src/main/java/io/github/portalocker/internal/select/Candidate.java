package io.github.portalocker.internal.select;

import io.github.portalocker.Availability;
import io.github.portalocker.Availability.NotForThisPlatform;
import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.BackendInfo;
import io.github.portalocker.spi.LockBackend;
import org.jspecify.annotations.Nullable;

/**
 * A backend that was found.
 *
 * @param backend the backend
 * @param obstacle why it is not chosen unless it is named, although it may work; null if nothing speaks against it
 */
record Candidate(LockBackend backend, @Nullable Unavailable obstacle) {
    String name() {
        return backend.name();
    }

    /** Whether it can be chosen where no backend is named. */
    Availability availability() {
        Availability own = backend.availability();
        return obstacle == null || own instanceof NotForThisPlatform ? own : obstacle;
    }

    BackendInfo describe() {
        return new BackendInfo(name(), backend.priority(), backend.domains(), backend.capabilities(), availability());
    }
}
