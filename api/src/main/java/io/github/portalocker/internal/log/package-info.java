/** The log of this library. Not exported to users: nothing here is API. */
@NullMarked
package io.github.portalocker.internal.log;

import org.jspecify.annotations.NullMarked;
