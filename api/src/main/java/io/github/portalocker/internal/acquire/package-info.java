/** Attempts and waits in turn, for a thread or a future. */
package io.github.portalocker.internal.acquire;
