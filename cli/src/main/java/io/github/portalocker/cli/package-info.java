/** The {@code portalocker} command. */
@NullMarked
package io.github.portalocker.cli;

import org.jspecify.annotations.NullMarked;
