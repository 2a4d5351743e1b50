/** The Windows backend: LockFileEx, called through JNA. */
@NullMarked
package io.github.portalocker.windows;

import org.jspecify.annotations.NullMarked;
