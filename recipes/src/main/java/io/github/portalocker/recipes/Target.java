package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * The file that a path leads to, without links, so that all names of a file lead to one lock.
 *
 * @param file it need not exist, but its directory does
 */
record Target(Path file) {
    static final String LOCK = ".lock";
    private static final String NEW = ".new";

    /** Of the names that are made from that of the file; file systems allow 255 bytes, or 255 chars. */
    private static final int LONGEST_NAME = 255 - LOCK.length();

    /** Of these it is not shown yet what a machine sees that another one has replaced. */
    private static final Set<String> NETWORK = Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs");

    /** Follows links, and refuses names that cannot be used. */
    static Target of(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Target target = new Target(real(path, absolute));
        target.checkName(path);
        return target;
    }

    private static Path real(Path path, Path absolute) throws IOException {
        Path name = absolute.getFileName();
        Path directory = absolute.getParent();
        if (name == null || directory == null) {
            throw refused(path, "it is a directory", "name a file");
        }
        try {
            return absolute.toRealPath();
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(absolute)) {
                throw refused(
                        path,
                        "it is a symbolic link to a file that does not exist",
                        "create that file, or delete the link");
            }
        }
        try {
            return directory.toRealPath().resolve(name);
        } catch (NoSuchFileException e) {
            throw refused(path, "its directory does not exist", "create the directory");
        }
    }

    /** An update of a.lock would replace the very file that an update of a holds. */
    private void checkName(Path path) throws IOException {
        String name = name();
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(LOCK) || (lower.startsWith(".") && lower.endsWith(NEW))) {
            throw refused(
                    path,
                    "names that end with .lock, or begin with a dot and end with .new, are kept for the files that protect other files",
                    "choose another name");
        }
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_NAME) {
            throw refused(
                    path,
                    "its name has " + length + " bytes, too many for a lock file beside it, which has 5 more",
                    "choose a name of at most " + LONGEST_NAME + " bytes");
        }
    }

    private static FileSystemException refused(Path path, String cause, String remedy) {
        return new FileSystemException(path.toString(), null, cause + "; " + remedy);
    }

    /** Refuses what no crash was tried on. */
    void checkFileSystem() throws IOException {
        String type = Files.getFileStore(directory()).type();
        if (isNetwork(type)) {
            throw refused(
                    file,
                    "it is on a network file system (" + type + "), where replacing files is not proven to be safe",
                    "keep it on a disk of this machine, or lock it with FileLocker and write it through HeldFileLock.channel()");
        }
    }

    static boolean isNetwork(String type) {
        return NETWORK.contains(type.toLowerCase(Locale.ROOT));
    }

    /** Removes what an update left that was killed: it would count as a second name of the file. */
    void deleteLeftover() throws IOException {
        if (Files.exists(fresh(), LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(fresh());
        }
    }

    /** Refuses directories and the like. */
    void checkRegular() throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(file, "it is not a regular file", "name one that is");
        }
    }

    /** A failure of the file system, named after the file that the user knows. */
    FileSystemException failed(String what, IOException e) {
        FileSystemException failure = new FileSystemException(file.toString(), null, what + ": " + e.getMessage());
        failure.initCause(e);
        return failure;
    }

    private String name() {
        return String.valueOf(file.getFileName());
    }

    Path directory() {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    /** The name that users of Python's FileLock take, too. */
    Path lock() {
        return file.resolveSibling(name() + LOCK);
    }

    /** A fixed name: there is one writer at a time, which may remove what a killed one left. */
    Path fresh() {
        return file.resolveSibling("." + name() + NEW);
    }
}
