/** What the backends and the command line have in common about network file systems; for this project only. */
@NullMarked
package io.github.portalocker.internal.network;

import org.jspecify.annotations.NullMarked;
