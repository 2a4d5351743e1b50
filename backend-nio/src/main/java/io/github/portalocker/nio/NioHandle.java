package io.github.portalocker.nio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Stream;

import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.network.NetworkMount;
import io.github.portalocker.spi.Failure;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.OpenOptions;
import io.github.portalocker.spi.PositionalFileChannel;
import org.jspecify.annotations.Nullable;

/** A lock file opened by path: a user of the file's {@link SharedChannel}. */
final class NioHandle implements FileHandle, Grant {
    /** Where a file has a key, it has the time of its last change, too, be it of its content, its rights or its name. */
    private static final String ATTRIBUTES = NioBackend.WINDOWS
            ? "fileKey,isSymbolicLink,isDirectory,isRegularFile"
            : "unix:fileKey,ctime,dev,isSymbolicLink,isDirectory,isRegularFile";

    private static final Set<OpenOption> READ_ONLY = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ_WRITE = Set.of(
            StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final SharedChannel file;
    private final LockRange range;
    private volatile List<Piece> locked = List.of();

    private NioHandle(Path path, SharedChannel file, LockRange range) {
        this.path = path;
        this.file = file;
        this.range = range;
    }

    static NioHandle open(Path path, OpenOptions options) throws IOException {
        SharedChannel.Opener opener = new SharedChannel.Opener() {
            @Override
            public SharedChannel.@Nullable Named look() throws IOException {
                return regularFile(path);
            }

            @Override
            public @Nullable Closeable create() throws IOException {
                return createFile(path, options);
            }

            @Override
            public boolean isOnServer(@Nullable Long device) throws IOException {
                if (!NioBackend.LINUX || device == null) {
                    return false;
                }
                NetworkMount mount = Devices.mount(device);
                mount.requireLocksOfTheServer("posix", path, NioBackend.NAME);
                return mount.isNfsOrSmb();
            }

            @Override
            public LockChannel open() throws IOException {
                return openChannel(path, options);
            }
        };
        SharedChannel file;
        try {
            file = SharedChannel.use(path, opener);
        } catch (NoSuchFileException e) {
            throw explain(path, e);
        }
        return new NioHandle(path, file, LockRange.WHOLE_FILE);
    }

    /** Refuses what is no regular file before it is opened: opening and closing could already do harm. */
    private static SharedChannel.@Nullable Named regularFile(Path path) throws IOException {
        Map<String, Object> attributes = attributes(path);
        if (attributes == null) {
            return null;
        }
        if (attributes.get("isSymbolicLink").equals(true)) {
            throw failure(
                    path,
                    "it is a symbolic link",
                    "lock the file it leads to (Path.toRealPath), if you trust the owner of the link",
                    null);
        }
        if (attributes.get("isDirectory").equals(true)) {
            throw failure(path, "it is a directory", "lock a regular file, for example one inside it", null);
        }
        if (!attributes.get("isRegularFile").equals(true)) {
            throw failure(
                    path, "it is a FIFO, a socket or a device", "lock a regular file, for example one beside it", null);
        }
        Object key = key(path, attributes.get("fileKey"));
        return key == null
                ? null
                : new SharedChannel.Named(key, attributes.getOrDefault("ctime", ""), (Long) attributes.get("dev"));
    }

    private static @Nullable Map<String, Object> attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            throw explain(path, e);
        }
    }

    /** On Windows, where the JDK has no file keys, the path with its links and letters resolved; null if it is gone. */
    private static @Nullable Object key(Path path, @Nullable Object fileKey) throws IOException {
        if (fileKey != null) {
            return fileKey;
        }
        try {
            return path.toRealPath(LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            throw explain(path, e);
        }
    }

    private static @Nullable Closeable createFile(Path path, OpenOptions options) throws IOException {
        try {
            return FileChannel.open(
                    path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), permissions(path, options));
        } catch (FileAlreadyExistsException e) {
            return null; // just as well
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            throw explain(path, e);
        }
    }

    private static LockChannel openChannel(Path path, OpenOptions options) throws IOException {
        try {
            return openChannel(path, READ_WRITE, permissions(path, options));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            if (!Files.isReadable(path)) {
                throw explain(path, e);
            }
            try { // no right to write: shared locks need none
                return openChannel(path, READ_ONLY);
            } catch (FileSystemException second) {
                e.addSuppressed(second);
                throw explain(path, e);
            }
        }
    }

    /**
     * On Windows, an asynchronous channel is a handle of another kind, with threads of its own; and a lock is only its handle's.
     * There, a path identifies a file, too: it must not be replaced.
     */
    private static LockChannel openChannel(Path path, Set<OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        if (!NioBackend.WINDOWS) {
            return UninterruptibleChannel.open(path, options, attributes);
        }
        Set<OpenOption> all = new HashSet<>(options);
        all.add(keepingTheName());
        return new LockChannel.Interruptible(FileChannel.open(path, all, attributes));
    }

    /** ExtendedOpenOption.NOSHARE_DELETE, which newer compilers do not let us name without a warning. */
    private static OpenOption keepingTheName() {
        try {
            return Stream.of(
                            Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .filter(option -> option.toString().equals("NOSHARE_DELETE"))
                    .map(OpenOption.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (ClassNotFoundException | NoSuchElementException e) {
            throw new IllegalStateException(
                    "this Java has no option that keeps other processes from replacing the lock file", e);
        }
    }

    private static FileAttribute<?>[] permissions(Path path, OpenOptions options) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(options.permissions())}
                : new FileAttribute<?>[0];
    }

    private static LockException explain(Path path, FileSystemException e) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null && Files.notExists(parent)) {
            return failure(path, "its directory does not exist", "create the directory first", e);
        }
        if (parent != null && !Files.isDirectory(parent)) {
            return failure(path, "a part of the path before the name is not a directory", null, e);
        }
        if (e instanceof AccessDeniedException) {
            return failure(
                    path,
                    "permission denied",
                    "let the user of this process read and write the file, or write to its directory if it does not exist",
                    e);
        }
        return failure(path, e.getReason() == null ? e.toString() : e.getReason(), null, e);
    }

    private static LockException failure(Path path, String reason, @Nullable String remedy, @Nullable Throwable cause) {
        return new LockException(Failure.of("open", path, NioBackend.NAME, reason, remedy), cause);
    }

    @Override
    public @Nullable Grant tryLock(LockMode mode) throws IOException {
        List<Piece> pieces = file.known.tryLock(range, mode, path);
        if (pieces == null) {
            return null;
        }
        locked = pieces;
        return this;
    }

    /** True where a server decides: during its grace period even a refusal takes its time. */
    @Override
    public boolean mayBlock() {
        return file.onServer;
    }

    @Override
    public void release() throws IOException {
        file.known.unlock(locked);
    }

    @Override
    public boolean isStillHeld() throws IOException {
        return file.known.areLocked(locked);
    }

    @Override
    public FileHandle openRange(LockRange part) {
        file.oneMoreUser();
        return new NioHandle(path, file, part);
    }

    @Override
    public Object identity() {
        return file.identity();
    }

    @Override
    public boolean namesSameFile() throws IOException {
        if (!file.channel.isOpen()) {
            return false;
        }
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return file.isOf(key(path, now.fileKey()));
        } catch (NoSuchFileException e) {
            return false;
        } catch (FileSystemException e) {
            throw explain(path, e);
        }
    }

    @Override
    public FileChannel channel() {
        return new View(file.channel);
    }

    @Override
    public void close() throws IOException {
        file.leave();
    }

    /** Keeps users from closing the channel, and with it from dropping the lock. */
    private static final class View extends PositionalFileChannel {
        private final LockChannel channel;

        View(LockChannel channel) {
            this.channel = channel;
        }

        @Override
        protected int readAt(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        protected int writeAt(ByteBuffer source, long position) throws IOException {
            return channel.write(source, position);
        }

        @Override
        protected long fileSize() throws IOException {
            return channel.size();
        }

        @Override
        protected void cutTo(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        protected void sync(boolean metaData) throws IOException {
            channel.force(metaData);
        }
    }
}
