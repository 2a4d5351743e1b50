package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.Portalocker;
import io.github.portalocker.spi.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore for the processes of one machine: a limited number of processes and threads hold a permit at a time.
 *
 * <pre>{@code
 * FileSemaphore downloads = FileSemaphore.in(Path.of("/var/lib/app"), "downloads", 4);
 * try (FileSemaphore.Permit permit = downloads.acquire()) {
 *     // at most four are here
 * }
 * }</pre>
 *
 * <p>Each permit is an exclusive lock on one of the slot files {@code NAME.00.lock}, {@code NAME.01.lock} and so on. So a
 * permit is released by {@link Permit#close()}, and when the process ends, however it ends. Python's {@code NamedBoundedSemaphore} uses the
 * same files: both count together, where the backend is flock or excludes it.
 *
 * <p>All must give the same number of permits. Where they do not, there are never more holders than the largest number, and those with a
 * small one may wait for long, because only the first slots serve them.
 *
 * <h2>Waiting</h2>
 *
 * <p>Waiters queue on the file {@code NAME.turnstile.lock}; the first one waits for all slots at once, in the kernel
 * where the backend can, and takes the first that is released. So a waiter uses no processor, and there is no order among processes
 * beyond the one that the operating system keeps for a lock. Once a second each of those behind looks at the slots
 * itself, so that a first one that is stopped (SIGSTOP) does not block the others. Should several permits be released at the very moment in
 * which it is stopped, it can have got more than one of them, until it continues or ends.
 *
 * <p>Objects are immutable, thread-safe, and need no closing. Waiting threads, platform or virtual, can be interrupted. A permit belongs
 * to no thread: any may close it. The slot files are left in their directory, and must not be deleted while the semaphore is in use.
 *
 * @since 0.1.0
 */
public final class FileSemaphore {
    private static final int MOST_PERMITS = 10_000;
    private static final Duration WORTH_A_SEARCH = Duration.ofMillis(20);

    private final Path directory;
    private final String name;
    private final FileLocker locker;
    private final Slots slots;

    private FileSemaphore(Path directory, String name, int permits, FileLocker locker) {
        this.directory = directory;
        this.name = name;
        this.locker = locker;
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < permits; i++) {
            files.add(directory.resolve(String.format(Locale.ROOT, "%s.%02d.lock", name, i)));
        }
        this.slots = new Slots(directory.resolve(name + ".turnstile.lock"), List.copyOf(files), locker);
    }

    /**
     * {@return a semaphore whose files are in this directory, with the default backend}
     *
     * @param directory it must exist; not one that is cleaned up, such as the directory for temporary files
     * @param name the same for all who count together
     * @param permits how many there are, 1 to 10 000
     * @throws IllegalArgumentException if there cannot be such a semaphore; the message says why
     * @throws IOException if the directory does not exist or cannot be read
     */
    public static FileSemaphore in(Path directory, String name, int permits) throws IOException {
        return in(directory, name, permits, FileLocker.builder().build());
    }

    /**
     * {@return a semaphore whose files are in this directory, with the backend and the settings of a locker}
     *
     * @param directory it must exist; not one that is cleaned up, such as the directory for temporary files
     * @param name the same for all who count together
     * @param permits how many there are, 1 to 10 000
     * @param locker how to lock; its permissions are those of new slot files
     * @throws IllegalArgumentException if there cannot be such a semaphore; the message says why
     * @throws IOException if the directory does not exist or cannot be read
     */
    public static FileSemaphore in(Path directory, String name, int permits, FileLocker locker) throws IOException {
        Objects.requireNonNull(locker, "locker");
        if (permits < 1 || permits > MOST_PERMITS) {
            throw new IllegalArgumentException("a semaphore has 1 to " + MOST_PERMITS + " permits, not " + permits);
        }
        if (name.isEmpty() || !name.equals(name.strip()) || name.contains("/") || name.contains("\\")) {
            throw new IllegalArgumentException("the name of a semaphore becomes part of the names of its files: '"
                    + name + "' is empty, or has blanks around it, a slash or a backslash");
        }
        Path real = Directories.existing(directory);
        return new FileSemaphore(real, name, permits, locker);
    }

    /**
     * A permit that is held; close it to release it.
     *
     * @since 0.1.0
     */
    public static final class Permit implements AutoCloseable {
        private final int slot;
        private final Path file;
        private final HeldFileLock lock;

        Permit(int slot, Path file, HeldFileLock lock) {
            this.slot = slot;
            this.file = file;
            this.lock = lock;
        }

        /** {@return the number of the slot, from 0: no other holder has it now} */
        public int slot() {
            return slot;
        }

        /** {@return the lock that it is} */
        public HeldFileLock lock() {
            return lock;
        }

        /**
         * Releases the permit; a second call does nothing.
         *
         * @throws io.github.portalocker.LockException if the operating system refuses: the permit counts as still held
         */
        @Override
        public void close() throws IOException {
            if (lock.isValid()) {
                Nesting.leaves(file);
            }
            lock.close();
        }

        @Override
        public String toString() {
            return "Permit[" + lock.subject() + "]";
        }
    }

    /** {@return the number of permits} */
    public int permits() {
        return slots.files().size();
    }

    /**
     * Waits until a permit is acquired.
     *
     * @return the permit; close it to release it
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this thread holds all permits itself, and would wait forever
     * @throws io.github.portalocker.LockException if locking fails for a reason other than a conflicting lock
     * @throws IOException if the files cannot be reached
     */
    public Permit acquire() throws IOException, InterruptedException {
        if (Nesting.holdsAll(slots.files())) {
            throw new IllegalStateException("this thread holds all " + permits() + " permits of " + subject()
                    + " and would wait for itself; close one first");
        }
        return Objects.requireNonNull(new Line(slots).acquire(TimeLimit.never()));
    }

    /**
     * Waits for a permit until a timeout; zero or less makes exactly one attempt.
     *
     * @param timeout how long to wait at the most
     * @return the permit; close it to release it
     * @throws LockTimeoutException if all were in use until then; it names their holders, as far as they are known
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws io.github.portalocker.LockException if locking fails for a reason other than a conflicting lock
     * @throws IOException if the files cannot be reached
     */
    public Permit acquire(Duration timeout) throws IOException, InterruptedException {
        TimeLimit limit = TimeLimit.after(timeout);
        Permit permit = tryAcquire(timeout);
        if (permit != null) {
            return permit;
        }
        throw new LockTimeoutException(
                Failure.of(
                        "acquire a permit of",
                        directory.resolve(name),
                        locker.backend(),
                        "all " + permits() + " were in use for "
                                + limit.waited().toMillis() + " ms",
                        null),
                limit.waited(),
                holdersFor(limit.waited()));
    }

    /** As many as can be found without being much later than asked; none where their command lines are to stay secret. */
    private List<LockHolder> holdersFor(Duration waited) {
        List<LockHolder> found = new ArrayList<>();
        if (waited.compareTo(WORTH_A_SEARCH) < 0 || "off".equals(System.getProperty("portalocker.holders"))) {
            return found;
        }
        TimeLimit search = TimeLimit.after(waited.dividedBy(10));
        for (Path slot : slots.files()) {
            if (search.isOver()) {
                break;
            }
            found.addAll(Portalocker.holders(slot));
        }
        return found;
    }

    /**
     * Makes one attempt, whatever the thread's interrupt status; null if no permit is free.
     *
     * <p>It does not wait behind those that wait, as that of {@link java.util.concurrent.Semaphore} does not.
     *
     * @return the permit, which fits into try-with-resources; null if there is none
     * @throws io.github.portalocker.LockException if locking fails for a reason other than a conflicting lock
     * @throws IOException if the files cannot be reached
     */
    public @Nullable Permit tryAcquire() throws IOException {
        return slots.tryAny();
    }

    /**
     * Waits for a permit until a timeout; null if all were in use until then.
     *
     * @param timeout how long to wait at the most; zero or less makes exactly one attempt
     * @return the permit, which fits into try-with-resources; null if there is none
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws io.github.portalocker.LockException if locking fails for a reason other than a conflicting lock
     * @throws IOException if the files cannot be reached
     */
    public @Nullable Permit tryAcquire(Duration timeout) throws IOException, InterruptedException {
        return new Line(slots).acquire(TimeLimit.after(timeout));
    }

    /**
     * {@return who holds which slot now; for messages and diagnoses, not for decisions}
     *
     * <p>Slots that are free, or whose holders are not known, are not in it.
     *
     * @see Portalocker#holders(Path)
     */
    public Map<Integer, List<LockHolder>> holders() {
        Map<Integer, List<LockHolder>> found = new TreeMap<>();
        for (int i = 0; i < permits(); i++) {
            Path slot = slots.files().get(i);
            if (Files.exists(slot)) {
                List<LockHolder> holders = Portalocker.holders(slot);
                if (!holders.isEmpty()) {
                    found.put(i, holders);
                }
            }
        }
        return found;
    }

    private String subject() {
        return directory.resolve(name).toString();
    }

    @Override
    public String toString() {
        return "FileSemaphore[" + subject() + ", " + permits() + " permits]";
    }
}
