/**
 * File locks for applications.
 *
 * <p>{@link io.github.portalocker.Portalocker} holds the functions most programs need,
 * {@link io.github.portalocker.FileLocker} is the configured instance behind it, {@link io.github.portalocker.LockFile} a
 * file that stays open to be locked many times, and {@link io.github.portalocker.HeldLock} the hold itself.
 */
@NullMarked
package io.github.portalocker;

import org.jspecify.annotations.NullMarked;
