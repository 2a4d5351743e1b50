/** The {@code portalocker} command. */
package io.github.portalocker.cli;
