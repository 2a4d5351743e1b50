/** Open descriptors, and who holds the one lock that each can carry. */
package io.github.portalocker.internal.handle;
