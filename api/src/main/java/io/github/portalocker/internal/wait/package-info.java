/** Waits in the kernel, and how they are cancelled. */
@NullMarked
package io.github.portalocker.internal.wait;

import org.jspecify.annotations.NullMarked;
