/** The Windows backend: LockFileEx, called through JNA. */
package io.github.portalocker.windows;
