/** Discovery, waiting and bookkeeping inside one JVM. Not exported: nothing here is API. */
@NullMarked
package io.github.portalocker.internal;

import org.jspecify.annotations.NullMarked;
