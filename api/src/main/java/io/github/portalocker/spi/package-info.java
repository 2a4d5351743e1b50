/**
 * What a backend implements.
 *
 * <p>A backend speaks OS: it opens a file, tries a lock, waits in the kernel where the OS can, and unlocks. Threads,
 * timeouts, interruption, fairness and diagnostics are the core's and written once. Register an implementation of
 * {@link io.github.portalocker.spi.LockBackend} as a {@link java.util.ServiceLoader} provider.
 */
@NullMarked
package io.github.portalocker.spi;

import org.jspecify.annotations.NullMarked;
