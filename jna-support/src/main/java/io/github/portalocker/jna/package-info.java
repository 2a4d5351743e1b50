/** Channel descriptors through JNI, and what to say when JNA does not work. */
package io.github.portalocker.jna;
