/** POSIX backends that call libc through java.lang.foreign. */
package io.github.portalocker.ffm;
