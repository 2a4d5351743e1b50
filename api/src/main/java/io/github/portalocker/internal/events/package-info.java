/** What is told about locks, to a listener and to Java's flight recorder. Not exported to users: nothing here is API. */
@NullMarked
package io.github.portalocker.internal.events;

import org.jspecify.annotations.NullMarked;
