@NullMarked
package io.github.portalocker.recipes;

import org.jspecify.annotations.NullMarked;
