package io.github.portalocker.tck;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockTimeoutException;
import org.jspecify.annotations.Nullable;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;

/** What an {@link Agent} does many times in a row; the last word of a command is {@code LOCKFILE|OTHER}. */
final class Work {
    private static final int MOST_NUMBERS_BITS = 11; // 16 KiB

    private final FileLocker locker;

    Work(FileLocker locker) {
        this.locker = locker;
    }

    String run(String verb, String argument, String files) throws IOException, InterruptedException {
        String[] paths = files.split("\\|", 2);
        Path lockFile = Path.of(paths[0]);
        return switch (verb) {
            case "increment" -> increment(lockFile, Path.of(paths[1]), Integer.parseInt(argument));
            case "transform" -> transform(lockFile, Path.of(paths[1]), Integer.parseInt(argument));
            case "check" -> check(lockFile, Path.of(paths[1]), Integer.parseInt(argument));
            case "forget" -> forget(lockFile, Integer.parseInt(argument));
            case "hammer" -> hammer(lockFile, Path.of(paths[1]), argument.split("/", 2));
            case "witness" -> witness(lockFile, Integer.parseInt(paths[1]), Integer.parseInt(argument));
            default -> "unknown command " + verb;
        };
    }

    /** Adds one to the number in a file. */
    private String increment(Path lockFile, Path number, int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            try (HeldFileLock lock = locker.lock(lockFile, EXCLUSIVE)) {
                if (!lock.isValid()) {
                    throw new IllegalStateException("the lock just acquired is not valid");
                }
                int value = Integer.parseInt(Files.readString(number).strip());
                Files.writeString(number, Integer.toString(value + 1));
            }
        }
        return "done";
    }

    /** Checks that a file has its shape, and gives it another size and content of that shape, in two writes. */
    private String transform(Path lockFile, Path data, int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            try (HeldFileLock lock = locker.lock(lockFile, EXCLUSIVE)) {
                requireShape(Files.readAllBytes(data), lock);
                byte[] content = numbers(
                        1 << ThreadLocalRandom.current().nextInt(MOST_NUMBERS_BITS + 1),
                        ThreadLocalRandom.current().nextLong());
                int half = content.length / 2;
                try (var out = Files.newOutputStream(data)) {
                    out.write(content, 0, half);
                    out.write(content, half, content.length - half);
                }
            }
        }
        return "done";
    }

    private String check(Path lockFile, Path data, int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            try (HeldFileLock lock = locker.lock(lockFile, SHARED)) {
                requireShape(Files.readAllBytes(data), lock);
            }
        }
        return "done";
    }

    /** Locks without keeping anything of it, and waits for so many collections of garbage. */
    private String forget(Path lockFile, int collections) throws IOException, InterruptedException {
        locker.lock(lockFile, EXCLUSIVE);
        for (int i = 0; i < collections; i++) {
            WeakReference<Object> garbage = new WeakReference<>(new Object());
            while (garbage.get() != null) {
                System.gc();
                Thread.sleep(10);
            }
        }
        return "done";
    }

    /** Consecutive numbers, as many as a power of two. */
    static byte[] numbers(int count, long first) {
        byte[] content = new byte[count * Long.BYTES];
        for (int i = 0; i < count; i++) {
            ByteBuffer.wrap(content).putLong(i * Long.BYTES, first + i);
        }
        return content;
    }

    private static void requireShape(byte[] content, HeldFileLock lock) {
        LongBuffer numbers = ByteBuffer.wrap(content).asLongBuffer();
        int count = numbers.capacity();
        boolean good = content.length == count * Long.BYTES && Integer.bitCount(count) == 1;
        for (int i = 0; good && i < count; i++) {
            good = numbers.get(i) == numbers.get(0) + i;
        }
        if (!good) {
            throw new IllegalStateException("torn data of " + content.length + " bytes under " + lock);
        }
    }

    /** Locks for so many milliseconds, and does to the lock file, while holding it, what no program should. */
    private String hammer(Path lockFile, Path memory, String[] argument) throws IOException, InterruptedException {
        Judge judge = Judge.ofProcesses(memory);
        String mode = argument[0];
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(argument[1]));
        while (System.nanoTime() < end) {
            try (HeldFileLock lock = locker.lock(lockFile, EXCLUSIVE)) {
                if (mode.equals("others")) { // a hold can be pulled from under us at any time
                    judge.watchValid(lock, () -> pause(20));
                } else {
                    judge.watch(lock, () -> pause(5));
                    harm(mode, lockFile);
                }
            }
        }
        return "done";
    }

    private static void pause(int rounds) {
        for (int i = 0; i < rounds; i++) {
            Thread.onSpinWait();
        }
    }

    /** Does something to a lock file, if the system lets us: Windows keeps the name of an open file. */
    static void harm(String mode, Path lockFile) throws IOException {
        Path other = lockFile.resolveSibling("other-" + ProcessHandle.current().pid());
        Files.deleteIfExists(other);
        try {
            switch (mode) {
                case "unlink" -> Files.deleteIfExists(lockFile);
                // Without ATOMIC_MOVE Java deletes first, and then replaces what others created and locked meanwhile.
                case "rename-over" -> Files.move(Files.createFile(other), lockFile, StandardCopyOption.ATOMIC_MOVE);
                case "rename-away" -> Files.move(lockFile, other);
                case "link-and-unlink" -> {
                    Files.createLink(other, lockFile);
                    Files.delete(lockFile);
                }
                default -> {}
            }
        } catch (FileSystemException e) {
            Thread.onSpinWait(); // no harm done
        }
    }

    /** Holds so many times, telling a {@link Referee} each time, and tries now and then to get what it has already. */
    private String witness(Path lockFile, int port, int times) throws IOException, InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        try (Referee.Line referee = Referee.call(port)) {
            for (int held = 0; held < times; ) {
                HeldFileLock acquired = acquire(lockFile, random);
                if (acquired != null) {
                    try (HeldFileLock lock = acquired) {
                        referee.acquired();
                        if (random.nextInt(10) == 0 && locker.tryLock(lockFile, SHARED) != null) {
                            throw new IllegalStateException("shared beside " + lock);
                        }
                        referee.released(); // before it is released, or another process could be first
                    }
                    held++;
                }
            }
        }
        return "done";
    }

    private @Nullable HeldFileLock acquire(Path lockFile, ThreadLocalRandom random)
            throws IOException, InterruptedException {
        try {
            return switch (random.nextInt(3)) {
                case 0 -> locker.lock(lockFile, EXCLUSIVE);
                case 1 -> locker.lock(lockFile, EXCLUSIVE, Duration.ofMillis(random.nextInt(5)));
                default -> locker.tryLock(lockFile, EXCLUSIVE);
            };
        } catch (LockTimeoutException e) {
            return null;
        }
    }
}
