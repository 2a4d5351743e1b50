/**
 * What a backend implements.
 *
 * <p>A backend makes the system calls: it opens a file, tries a lock, waits in the kernel where the system can, and unlocks.
 * The core does the rest for all backends: threads, timeouts, interruption, fairness and diagnostics. Register an implementation of
 * {@link io.github.portalocker.spi.LockBackend} as a {@link java.util.ServiceLoader} provider.
 */
@NullMarked
package io.github.portalocker.spi;

import org.jspecify.annotations.NullMarked;
