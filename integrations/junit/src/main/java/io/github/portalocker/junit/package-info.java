/**
 * Tests that exclude each other across the JVMs of parallel builds: annotate them with {@link io.github.portalocker.junit.FileLocked}.
 */
@NullMarked
package io.github.portalocker.junit;

import org.jspecify.annotations.NullMarked;
