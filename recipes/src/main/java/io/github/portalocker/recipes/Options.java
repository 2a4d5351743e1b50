package io.github.portalocker.recipes;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * How a {@link LockedFile} is written.
 *
 * @param durability what may get lost
 * @param permissions of a file that did not exist
 * @param inPlace whether a file that cannot be replaced may be overwritten
 */
record Options(Durability durability, Set<PosixFilePermission> permissions, boolean inPlace) {}
