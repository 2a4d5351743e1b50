/** Threads of this library. */
@NullMarked
package io.github.portalocker.internal.threads;

import org.jspecify.annotations.NullMarked;
