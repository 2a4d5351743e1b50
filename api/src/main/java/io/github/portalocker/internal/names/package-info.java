/** Locks on names, kept in a directory. */
@NullMarked
package io.github.portalocker.internal.names;

import org.jspecify.annotations.NullMarked;
