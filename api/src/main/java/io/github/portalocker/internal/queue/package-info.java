/** Who waits for a file in this JVM, and what is wanted. */
package io.github.portalocker.internal.queue;
