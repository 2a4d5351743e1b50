/**
 * Locks on names for Spring Integration, and their figures for Micrometer.
 *
 * <p>{@link io.github.portalocker.spring.PortalockerLockRegistry} is made for Spring Integration 6.4 and later, and 7.0;
 * {@link io.github.portalocker.spring.LockMetrics} needs Micrometer alone.
 */
@NullMarked
package io.github.portalocker.spring;

import org.jspecify.annotations.NullMarked;
