/** Open descriptors, and the holds of the one lock that each can carry. */
@NullMarked
package io.github.portalocker.internal.handle;

import org.jspecify.annotations.NullMarked;
