/** POSIX file locks over an interface to libc. Shared by backends of this project, not API for others. */
@NullMarked
package io.github.portalocker.posix.core;

import org.jspecify.annotations.NullMarked;
