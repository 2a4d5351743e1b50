package io.github.portalocker.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** File names on the command line. */
final class PathArgument {
    private PathArgument() {}

    static Path of(String file) throws CommandException {
        if (file.isEmpty()) { // which Java takes for the current directory
            throw new CommandException(
                    ExitCode.CANNOT_OPEN, "the file name is empty, perhaps from a variable that is not set");
        }
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new UsageException("the file name " + file + " is not possible here: " + e.getReason());
        }
    }
}
