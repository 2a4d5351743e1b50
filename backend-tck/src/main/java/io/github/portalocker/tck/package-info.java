/**
 * The contract that every backend must pass.
 *
 * <p>A backend's test class implements {@link io.github.portalocker.tck.BackendContract} and names the backend; that is
 * all. Other processes are real: {@link io.github.portalocker.tck.Agent} is a child JVM that locks on command,
 * {@link io.github.portalocker.tck.Program} any program of the system.
 */
@NullMarked
package io.github.portalocker.tck;

import org.jspecify.annotations.NullMarked;
