/** The log of this library. Not exported to users: nothing here is API. */
package io.github.portalocker.internal.log;
