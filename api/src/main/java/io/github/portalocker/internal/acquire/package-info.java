/** Attempts and waits in turn, for a thread or a future. */
@NullMarked
package io.github.portalocker.internal.acquire;

import org.jspecify.annotations.NullMarked;
