package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

import io.github.portalocker.NamedLocks;
import io.github.portalocker.internal.names.Servers;
import io.github.portalocker.spi.LockServer;
import io.github.portalocker.spi.LockUri;

/**
 * Where locks on names are kept, as a command line says it.
 *
 * @param text as it was typed, with its password
 * @param uri its parts; its text form shows no password
 */
record Place(String text, LockUri uri) {
    static Place of(String text) {
        LockUri uri = orUsage(LockUri::parse, text);
        if (uri.scheme().equals("memory")) {
            throw new UsageException(
                    "locks at memory: are seen within one JVM only, and exclude no other process; write file:DIRECTORY");
        }
        return new Place(text, uri);
    }

    /** Whether a word is no path: {@code C:} is one. */
    static boolean isUri(String word) {
        return word.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
    }

    boolean isServer() {
        return !uri.scheme().equals(Servers.FILE);
    }

    /** Throws if it is a directory that is not there; {@link #connect} would make it. */
    void requireDirectory() throws CommandException {
        if (!isServer() && !Files.isDirectory(directory())) {
            throw new CommandException(ExitCode.CANNOT_OPEN, "there is no directory " + directory());
        }
    }

    private Path directory() {
        return orUsage(words -> Servers.directory(words, uri), text);
    }

    NamedLocks connect() throws IOException {
        if (isServer()) {
            return NamedLocks.on(server());
        }
        try {
            return NamedLocks.connect(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** Not for a directory. */
    LockServer server() throws IOException {
        ServerModules.show();
        try {
            return Servers.connect(uri);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static <T> T orUsage(Function<String, T> reader, String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
