/** POSIX backends that call libc through JNA. */
package io.github.portalocker.posix;
