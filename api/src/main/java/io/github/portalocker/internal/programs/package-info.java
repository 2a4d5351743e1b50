/** What backends of this library have for the command line beyond locks: programs that inherit a lock. */
@NullMarked
package io.github.portalocker.internal.programs;

import org.jspecify.annotations.NullMarked;
