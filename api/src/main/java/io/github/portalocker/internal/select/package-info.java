/** Finds the installed backends and chooses one. */
@NullMarked
package io.github.portalocker.internal.select;

import org.jspecify.annotations.NullMarked;
