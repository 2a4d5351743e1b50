/** The portable backend over {@code FileChannel.tryLock}. */
package io.github.portalocker.nio;
