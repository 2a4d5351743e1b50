package io.github.portalocker.posix.core;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import io.github.portalocker.internal.programs.SystemEncoding;
import org.jspecify.annotations.Nullable;

/** The variable {@code PATH}, as execvp(3) reads it. */
final class ProgramPath {
    private static final String USUAL = "/bin:/usr/bin";

    private ProgramPath() {}

    /** The file of a program; null if there is none, or Java cannot name it. */
    static byte @Nullable [] find(byte[] program) {
        Charset encoding = SystemEncoding.get();
        String name = new String(program, encoding);
        if (name.indexOf('/') >= 0) {
            return program;
        }
        String path = System.getenv("PATH");
        for (String directory : (path == null ? USUAL : path).split(":", -1)) {
            String file = (directory.isEmpty() ? "." : directory) + "/" + name;
            try {
                if (Files.isRegularFile(Path.of(file)) && Files.isExecutable(Path.of(file))) {
                    return file.getBytes(encoding);
                }
            } catch (InvalidPathException e) {
                // not in this encoding
            }
        }
        return null;
    }
}
