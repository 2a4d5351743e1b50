/**
 * POSIX backends that call libc through java.lang.foreign, for JDK 22 and later.
 *
 * <p>On the class path of an older Java they are passed over. On its module path they do not belong: such a JVM refuses to start
 * with a module that was compiled for a later one.
 */
@NullMarked
package io.github.portalocker.ffm;

import org.jspecify.annotations.NullMarked;
