package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A data file that several processes change, one after the other, and whose readers never see half of a change.
 *
 * <pre>{@code
 * LockedFile counter = LockedFile.of(Path.of("counter"));
 * counter.update(old -> {
 *     int number = old.length == 0 ? 0 : Integer.parseInt(new String(old, StandardCharsets.UTF_8));
 *     return Integer.toString(number + 1).getBytes(StandardCharsets.UTF_8);
 * });
 * }</pre>
 *
 * <p>A change holds an exclusive lock on the file {@code NAME.lock} beside it, writes {@code .NAME.new}, flushes it to
 * the disk, and renames it over the old file. So the file holds the old content or the new one, whole, at each moment: for readers
 * without a lock, and also when the process is killed, the disk is full, or the power fails. What was acknowledged, which means that the
 * method returned, stays; {@link Durability} says how far. What a killed process left is removed by the next change.
 *
 * <p>It does not exclude programs that write the file without the lock. Python's {@code FileLock("NAME.lock")} is the same lock,
 * where the backend is flock or excludes it.
 *
 * <h2>What becomes of the file</h2>
 *
 * <p>The new file gets the permissions of the old one (set-user-ID and set-group-ID bits aside), its owner, its user attributes, and on
 * Windows its access control list. A path that is a symbolic link stays one: the file that it leads to is replaced. A file that cannot be
 * replaced without loss is refused with a {@link java.nio.file.FileSystemException} that says why and what to do, and is not
 * changed: one with several names (hard links), with a POSIX access control list, with an owner that this process cannot give to a
 * new file, mounted by itself into a container, or in a directory that cannot be written. {@link Builder#inPlaceIfNeeded()} makes it
 * overwrite such a file where it is.
 *
 * <p>Also refused: network file systems, names that end with {@code .lock} or look like {@code .NAME.new}, and names of more than 250 bytes.
 *
 * <h2>Threads, interrupts, errors</h2>
 *
 * <p>Objects are thread-safe and need no closing; threads of one JVM exclude each other as processes do. An interrupt ends the
 * wait for the lock; what has begun to write is finished, and the interrupt kept. A failure leaves the file as it was: a full disk,
 * for example, or an error of the device. The whole content is in memory, so files of up to some hundred megabytes are for this class.
 *
 * @since 0.1.0
 */
public final class LockedFile {
    private static final byte LINE_FEED = '\n';

    private final Path path;
    private final FileLocker locker;
    private final Options options;

    /** A directory that is not on the network. */
    private volatile @Nullable Path local;

    private LockedFile(Builder builder) {
        this.path = builder.path;
        this.locker = builder.locker == null ? FileLocker.builder().build() : builder.locker;
        this.options = new Options(builder.durability, builder.permissions, builder.inPlace);
    }

    /**
     * How the content of a file changes.
     *
     * @param <X> what it may throw; then nothing changes
     * @since 0.1.0
     */
    @FunctionalInterface
    public interface Change<X extends Exception> {
        /**
         * {@return the new content; the same as the old one leaves the file alone}
         *
         * @param content the old one, the caller's to change; empty if there is no file
         * @throws X if there is to be no change
         */
        byte[] apply(byte[] content) throws X;
    }

    /**
     * {@return the file with this path, with full durability and the default backend}
     *
     * @param path the file; it need not exist
     */
    public static LockedFile of(Path path) {
        return builder(path).build();
    }

    /**
     * Returns a builder for other settings.
     *
     * @param path the file; it need not exist
     * @return the builder
     */
    public static Builder builder(Path path) {
        return new Builder(path);
    }

    /** {@return the file, as it was given} */
    public Path path() {
        return path;
    }

    /**
     * Changes the content from what it is to what a function makes of it, under the exclusive lock.
     *
     * <p>No change of others is lost. The function is called once, while the lock is held: it should be quick, and must not change
     * the same file.
     *
     * @param change makes the new content
     * @param <X> what the function may throw
     * @return the content that the file has now
     * @throws X if the function does; nothing has changed then
     * @throws IOException if the file cannot be changed, or flushed afterwards; the message says which
     * @throws InterruptedException if the thread is interrupted before it has the lock; nothing has changed then
     * @throws IllegalStateException if this thread holds the lock already
     */
    public <X extends Exception> byte[] update(Change<X> change) throws IOException, InterruptedException, X {
        return update(change, TimeLimit.never());
    }

    /**
     * Changes the content as {@link #update(Change)} does, if the lock can be had in time.
     *
     * @param change makes the new content
     * @param timeout how long to wait for the lock; zero or less makes exactly one attempt
     * @param <X> what the function may throw
     * @return the content that the file has now
     * @throws LockTimeoutException if others held the lock until then; nothing has changed
     * @throws X if the function does; nothing has changed then
     * @throws IOException if the file cannot be changed, or flushed afterwards; the message says which
     * @throws InterruptedException if the thread is interrupted before it has the lock; nothing has changed then
     */
    public <X extends Exception> byte[] update(Change<X> change, Duration timeout)
            throws IOException, InterruptedException, X {
        return update(change, TimeLimit.after(timeout));
    }

    private <X extends Exception> byte[] update(Change<X> change, TimeLimit limit)
            throws IOException, InterruptedException, X {
        Objects.requireNonNull(change, "change");
        try (Locked locked = lock(LockMode.EXCLUSIVE, limit)) {
            Writer writer = new Writer(locked.target, locked.lock, options);
            writer.check();
            byte[] old = Contents.readOrNothing(locked.target.file());
            byte[] content = Objects.requireNonNull(change.apply(old.clone()), "the function made null of the content");
            if (Arrays.equals(old, content)) {
                flush(locked.target); // who made it so can have been killed before it did
            } else {
                writer.write(content);
            }
            return content;
        }
    }

    /**
     * Gives the file this content, whatever it was, under the exclusive lock; creates it if needed.
     *
     * @param content the new content
     * @throws IOException if the file cannot be changed, or flushed afterwards; the message says which
     * @throws InterruptedException if the thread is interrupted before it has the lock; nothing has changed then
     */
    public void write(byte[] content) throws IOException, InterruptedException {
        write(content, TimeLimit.never());
    }

    /**
     * Gives the file this content, if the lock can be had in time.
     *
     * @param content the new content
     * @param timeout how long to wait for the lock; zero or less makes exactly one attempt
     * @throws LockTimeoutException if others held the lock until then; nothing has changed
     * @throws IOException if the file cannot be changed, or flushed afterwards; the message says which
     * @throws InterruptedException if the thread is interrupted before it has the lock; nothing has changed then
     */
    public void write(byte[] content, Duration timeout) throws IOException, InterruptedException {
        write(content, TimeLimit.after(timeout));
    }

    private void write(byte[] content, TimeLimit limit) throws IOException, InterruptedException {
        Objects.requireNonNull(content, "content");
        try (Locked locked = lock(LockMode.EXCLUSIVE, limit)) {
            Writer writer = new Writer(locked.target, locked.lock, options);
            writer.check();
            writer.write(content);
        }
    }

    /**
     * Creates the file with this content, unless it exists; those who look for it find all of it or no file.
     *
     * @param content the content
     * @return whether it was created; false if it existed
     * @throws IOException if the file cannot be created, or flushed afterwards; the message says which
     * @throws InterruptedException if the thread is interrupted before it has the lock; nothing has changed then
     */
    public boolean create(byte[] content) throws IOException, InterruptedException {
        Objects.requireNonNull(content, "content");
        try (Locked locked = lock(LockMode.EXCLUSIVE, TimeLimit.never())) {
            if (Files.exists(locked.target.file(), LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            new Writer(locked.target, locked.lock, options).write(content);
            return true;
        }
    }

    /**
     * Adds a line at the end of the file, under the exclusive lock; creates it if needed.
     *
     * <p>For logs and journals: the file is written where it is, and takes the time of one line however long it is. With
     * {@link Durability#FULL} a line that was acknowledged stays, with all before it. What stands after the last line feed is what a
     * crash left of a line that was not acknowledged: the next append removes it, so other programs must end their lines, too. Readers
     * without the lock can see the beginning of the last line; so can they after a crash, until the next append.
     *
     * @param line without a line feed, which is added
     * @throws IllegalArgumentException if there is a line feed in it
     * @throws IOException if the line cannot be stored; it is not there then
     * @throws InterruptedException if the thread is interrupted before it has the lock; nothing has changed then
     */
    public void append(byte[] line) throws IOException, InterruptedException {
        for (byte next : line) {
            if (next == LINE_FEED) {
                throw new IllegalArgumentException(
                        "a line that is appended to " + path + " has a line feed in it; append one line at a time");
            }
        }
        byte[] whole = Arrays.copyOf(line, line.length + 1);
        whole[line.length] = LINE_FEED;
        try (Locked locked = lock(LockMode.EXCLUSIVE, TimeLimit.never())) {
            locked.target.checkRegular();
            new Journal(locked.target, options).append(whole);
        }
    }

    /**
     * {@return the content, read without the lock}
     *
     * <p>It is one whole version, if all who write use this class and do not write in place. A power failure can still take
     * it back: {@link #readLocked()} waits until it cannot.
     *
     * @throws NoSuchFileException if there is no file
     * @throws IOException if it cannot be read
     */
    public byte[] read() throws IOException {
        return Files.readAllBytes(path);
    }

    /**
     * {@return the content, read under a shared lock}
     *
     * <p>Waits for a change that is going on. With {@link Durability#FULL}, what it returns is on the disk. It needs the lock file:
     * where that does not exist, the directory must be writable.
     *
     * @throws NoSuchFileException if there is no file
     * @throws IOException if it cannot be locked or read
     * @throws InterruptedException if the thread is interrupted before it has the lock
     */
    public byte[] readLocked() throws IOException, InterruptedException {
        return readLocked(TimeLimit.never());
    }

    /**
     * {@return the content, read under a shared lock that can be had in time}
     *
     * @param timeout how long to wait for the lock; zero or less makes exactly one attempt
     * @throws LockTimeoutException if others held the lock until then
     * @throws NoSuchFileException if there is no file
     * @throws IOException if it cannot be locked or read
     * @throws InterruptedException if the thread is interrupted before it has the lock
     */
    public byte[] readLocked(Duration timeout) throws IOException, InterruptedException {
        return readLocked(TimeLimit.after(timeout));
    }

    private byte[] readLocked(TimeLimit limit) throws IOException, InterruptedException {
        try (Locked locked = lock(LockMode.SHARED, limit)) {
            byte[] content = Files.readAllBytes(locked.target.file());
            flush(locked.target);
            return content;
        }
    }

    /** What a killed process has written, or put in place, is not on the disk for sure before this. */
    private void flush(Target target) throws IOException {
        boolean isFull = options.durability() == Durability.FULL;
        if (isFull) {
            Uninterrupted.run(() -> flushContent(target.file()));
        }
        try (Directory directory = Directory.of(target.directory(), isFull)) {
            directory.flush();
        }
    }

    private static void flushContent(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            channel.force(true);
        } catch (NoSuchFileException e) {
            return; // nothing to flush
        }
    }

    /** A lock that is closed with its block, and what it is for. */
    private record Locked(Target target, HeldFileLock lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            lock.close();
        }
    }

    /** Links can be changed while this waits. */
    private Locked lock(LockMode mode, TimeLimit limit) throws IOException, InterruptedException {
        while (true) {
            Target target = Target.of(path);
            if (!target.directory().equals(local)) { // to find its file system out costs more than many an update
                target.checkFileSystem();
                local = target.directory();
            }
            HeldFileLock lock = LockFiles.lock(target, locker, options, mode, limit);
            try {
                if (target.equals(Target.of(path))) {
                    return new Locked(target, lock);
                }
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
            lock.close();
        }
    }

    @Override
    public String toString() {
        return "LockedFile[" + path + "]";
    }

    /**
     * The settings of a {@link LockedFile}; not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final Path path;
        private Durability durability = Durability.FULL;
        private Set<PosixFilePermission> permissions =
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        private boolean inPlace;
        private @Nullable FileLocker locker;

        private Builder(Path path) {
            this.path = Objects.requireNonNull(path, "path");
        }

        /**
         * Says what a power failure may take back; nothing by default.
         *
         * @param durability of each change
         * @return this
         */
        public Builder durability(Durability durability) {
            this.durability = Objects.requireNonNull(durability, "durability");
            return this;
        }

        /**
         * Sets the permissions of a file that did not exist, lessened by the umask; by default, only the owner may read and write it.
         *
         * <p>Ignored where the file system has no POSIX permissions. Who may read or write the file may also lock it.
         *
         * @param permissions for a new file
         * @return this
         */
        public Builder permissions(Set<PosixFilePermission> permissions) {
            if (permissions.isEmpty()) {
                throw new IllegalArgumentException(
                        "the permissions of a new file are empty: name at least OWNER_READ and OWNER_WRITE");
            }
            this.permissions = EnumSet.copyOf(permissions);
            return this;
        }

        /**
         * Lets a file that cannot be replaced be overwritten where it is; by default it is refused.
         *
         * <p>Then, and only for such files, a crash in the middle leaves a mixture of old and new, and readers without the lock can see
         * one. A full disk still changes nothing.
         *
         * @return this
         */
        public Builder inPlaceIfNeeded() {
            this.inPlace = true;
            return this;
        }

        /**
         * Sets how to lock; the default backend by default.
         *
         * <p>All who change the file must exclude each other.
         *
         * @param locker its backend and settings
         * @return this
         */
        public Builder locker(FileLocker locker) {
            this.locker = Objects.requireNonNull(locker, "locker");
            return this;
        }

        /**
         * Makes the object; touches no file.
         *
         * @return a locked file with these settings
         * @throws io.github.portalocker.BackendUnavailableException if no backend can be used
         */
        public LockedFile build() {
            return new LockedFile(this);
        }
    }
}
