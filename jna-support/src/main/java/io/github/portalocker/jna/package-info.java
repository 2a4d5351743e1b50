/** Channel descriptors through JNI, and what to say when JNA does not work. */
@NullMarked
package io.github.portalocker.jna;

import org.jspecify.annotations.NullMarked;
