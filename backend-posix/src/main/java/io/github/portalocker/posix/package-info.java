/** POSIX backends that call libc through JNA. */
@NullMarked
package io.github.portalocker.posix;

import org.jspecify.annotations.NullMarked;
