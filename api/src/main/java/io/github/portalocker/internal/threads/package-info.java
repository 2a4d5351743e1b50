/** Threads of this library. */
package io.github.portalocker.internal.threads;
