/** Discovery, waiting and bookkeeping inside one JVM. Not exported: nothing here is API. */
package io.github.portalocker.internal;
