@NullMarked
package io.github.portalocker.spring;

import org.jspecify.annotations.NullMarked;
