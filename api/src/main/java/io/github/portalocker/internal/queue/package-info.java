/** The queues of threads and futures that wait for a file in this JVM. */
@NullMarked
package io.github.portalocker.internal.queue;

import org.jspecify.annotations.NullMarked;
