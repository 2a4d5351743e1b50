package io.github.portalocker.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** File names on the command line. */
final class PathArgument {
    private PathArgument() {}

    /** An argument whose bytes Java could not decode would name another file. */
    static Path of(String file, CommandSpec spec) {
        if (file.indexOf('\uFFFD') >= 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the file name " + file + " has bytes that this locale (" + System.getProperty("sun.jnu.encoding")
                            + ") cannot decode; run in the locale of the name, such as LC_ALL=C.UTF-8, or rename the file");
        }
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new ParameterException(
                    spec.commandLine(), "the file name " + file + " is not possible here: " + e.getReason());
        }
    }
}
