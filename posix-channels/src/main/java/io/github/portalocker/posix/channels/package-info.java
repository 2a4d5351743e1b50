/** The descriptors behind channels. Shared by backends of this project, not API for others. */
package io.github.portalocker.posix.channels;
