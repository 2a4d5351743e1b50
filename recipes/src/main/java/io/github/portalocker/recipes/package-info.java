/**
 * Common uses of file locks, with defined behaviour in crashes.
 *
 * <p>{@link io.github.portalocker.recipes.LockedFile} changes a file, {@link io.github.portalocker.recipes.FileSemaphore} lets a
 * number of processes in, {@link io.github.portalocker.recipes.SingleInstance} makes a program run once and
 * {@link io.github.portalocker.recipes.PidFile} keeps the number of a running process. All of it is Java over the public API.
 */
@NullMarked
package io.github.portalocker.recipes;

import org.jspecify.annotations.NullMarked;
