package io.github.portalocker.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The modules for lock servers: jars in the directory {@code servers} beside {@code portalocker.jar}.
 *
 * <p>They are not on the class path, so that a command under a lock on a file starts as fast with them as without.
 */
final class ServerModules {
    private ServerModules() {}

    /** Lets this thread find them. */
    static void show() throws IOException {
        Path folder = folder();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path file : files) {
                jars.add(file.toUri().toURL());
            }
        }
        Thread.currentThread()
                .setContextClassLoader(new URLClassLoader(jars.toArray(new URL[0]), Main.class.getClassLoader()));
    }

    private static @Nullable Path folder() {
        CodeSource source = Main.class.getProtectionDomain().getCodeSource();
        try {
            return source == null ? null : Path.of(source.getLocation().toURI()).resolveSibling("servers");
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null; // not a file
        }
    }
}
