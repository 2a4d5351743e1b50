/**
 * File locks for applications.
 *
 * <table border="1">
 * <caption>Where to start</caption>
 * <tr><th>to</th><th>use</th></tr>
 * <tr><td>lock a file with default settings</td><td>{@link io.github.portalocker.Portalocker}</td></tr>
 * <tr><td>choose a backend, permissions or a listener</td><td>{@link io.github.portalocker.FileLocker}</td></tr>
 * <tr><td>lock one file many times, or ranges of its bytes</td><td>{@link io.github.portalocker.LockFile}</td></tr>
 * <tr><td>lock names, in a directory or on a server</td><td>{@link io.github.portalocker.NamedLocks}</td></tr>
 * <tr><td>release a lock, or check that it is still valid</td><td>{@link io.github.portalocker.HeldLock}</td></tr>
 * </table>
 *
 * <p>Timeouts are {@link java.time.Duration}s; a timed {@code lock} throws {@link io.github.portalocker.LockTimeoutException}, and
 * {@code tryLock} returns null. Other failures are {@link io.github.portalocker.LockException}s, which name the file, the
 * cause and the remedy.
 */
@NullMarked
package io.github.portalocker;

import org.jspecify.annotations.NullMarked;
