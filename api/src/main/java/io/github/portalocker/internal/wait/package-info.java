/** Waits in the kernel, and how threads are got out of them. */
package io.github.portalocker.internal.wait;
