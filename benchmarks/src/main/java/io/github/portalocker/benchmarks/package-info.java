/** Measures the backends against each other, against the JDK and against bare system calls. */
@NullMarked
package io.github.portalocker.benchmarks;

import org.jspecify.annotations.NullMarked;
