/** The portable backend over {@code FileChannel.tryLock}. */
@NullMarked
package io.github.portalocker.nio;

import org.jspecify.annotations.NullMarked;
