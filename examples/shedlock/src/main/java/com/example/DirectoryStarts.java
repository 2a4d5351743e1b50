package com.example;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

/**
 * For one host: an empty file for each name, whose time of modification is the instant. The system sets it in one step, so that
 * a process that is killed leaves the old one or the new one.
 */
record DirectoryStarts(Path directory) implements EarliestStarts {
    @Override
    public Instant get(String name) throws IOException {
        try {
            return Files.getLastModifiedTime(file(name)).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.EPOCH;
        }
    }

    @Override
    public void put(String name, Instant start) throws IOException {
        Files.createDirectories(directory);
        Files.newByteChannel(file(name), CREATE, WRITE).close(); // leaves the time of one that exists as it is
        Files.setLastModifiedTime(file(name), FileTime.from(start));
    }

    /** Safe whatever the name is, also where names of files do not tell upper from lower case. */
    private Path file(String name) {
        return directory.resolve(HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8)));
    }
}
