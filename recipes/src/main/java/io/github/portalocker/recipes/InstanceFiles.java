package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The files of the only instance of a program.
 *
 * @param directory of the user alone
 * @param name of the program
 */
record InstanceFiles(Path directory, String name) {
    static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** From no environment variable: a session has others than cron. */
    static Path defaultDirectory(String name) {
        Path home = Path.of(System.getProperty("user.home"));
        String system = System.getProperty("os.name", "");
        if (Systems.WINDOWS) {
            return home.resolve("AppData").resolve("Local").resolve(name);
        }
        return system.startsWith("Mac")
                ? home.resolve("Library").resolve("Application Support").resolve(name)
                : home.resolve(".local").resolve("state").resolve(name);
    }

    /** Makes the directory, and refuses one that others can write: they could answer in place of the program. */
    void prepare() throws IOException {
        try {
            if (!Access.isKnown(directory)) {
                Files.createDirectories(directory);
                return;
            }
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            FileSystemException failure = new FileSystemException(
                    directory.toString(),
                    null,
                    "this directory cannot be made (" + e + "); name another one with SingleInstance.in");
            failure.initCause(e);
            throw failure;
        }
        Access access = Access.of(directory);
        if (access != null && (access.mode() & 022) != 0) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "other users can write this directory, and could answer in place of the program; chmod go-w, or name another one");
        }
        if (access != null
                && !Files.isWritable(directory)) { // others have no right to write it, so the owner is another user
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "this user cannot write this directory, and its owner could answer in place of the program; name another one");
        }
    }

    Path lock() {
        return directory.resolve(name + ".lock");
    }

    /** How to reach the instance. */
    Path address() {
        return directory.resolve(name + ".address");
    }

    Path socket() {
        return directory.resolve(name + ".sock");
    }
}
