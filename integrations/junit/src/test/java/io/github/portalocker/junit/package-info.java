@NullMarked
package io.github.portalocker.junit;

import org.jspecify.annotations.NullMarked;
