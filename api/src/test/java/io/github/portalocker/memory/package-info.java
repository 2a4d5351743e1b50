/** Locks in memory: a backend for tests of the engine, which does what it is told and sees what the engine does. */
@NullMarked
package io.github.portalocker.memory;

import org.jspecify.annotations.NullMarked;
