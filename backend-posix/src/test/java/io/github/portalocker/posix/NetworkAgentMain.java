package io.github.portalocker.posix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockLostException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A process of {@link NetworkProofMain}: one command a line, {@code VERB BACKEND PATH [ARGUMENT]}, and one answer a line.
 *
 * <p>By path, {@code try}, {@code lock} (milliseconds; 0 waits for ever) and {@code unlock}; the same of an open file after
 * {@code open}: {@code tryOpen}, {@code lockOpen}.
 */
final class NetworkAgentMain {
    private final Map<String, FileLocker> lockers = new HashMap<>();
    private final Map<String, LockFile> open = new HashMap<>();
    private final Map<String, Deque<HeldFileLock>> held = new HashMap<>();

    private NetworkAgentMain() {}

    public static void main(String[] arguments) throws IOException {
        NetworkAgentMain agent = new NetworkAgentMain();
        say("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            say(agent.answer(line.split(" ")));
        }
    }

    @SuppressWarnings("SystemOut") // the protocol's channel
    private static void say(String line) {
        System.out.println(line);
    }

    private String answer(String[] words) {
        String key = words[1] + " " + words[2];
        FileLocker locker = lockers.computeIfAbsent(
                words[1], name -> FileLocker.builder().backend(name).build());
        Path path = Path.of(words[2]);
        long start = System.nanoTime();
        try {
            String result = switch (words[0]) {
                case "try" -> keep(key, locker.tryLock(path, LockMode.valueOf(words[3])));
                case "lock" -> keep(key, lock(locker, path, LockMode.valueOf(words[3]), Long.parseLong(words[4])));
                case "open" -> {
                    open.put(key, locker.open(path));
                    yield "opened";
                }
                case "tryOpen" -> keep(key, open.get(key).tryLock(LockMode.valueOf(words[3])));
                case "lockOpen" ->
                    keep(
                            key,
                            open.get(key)
                                    .lock(LockMode.valueOf(words[3]), Duration.ofMillis(Long.parseLong(words[4]))));
                case "close" -> {
                    open.remove(key).close();
                    yield "closed";
                }
                case "unlock" -> {
                    held.get(key).pop().close();
                    yield "released";
                }
                case "valid" -> Boolean.toString(isStillHeld(held.get(key).peek()));
                case "read" -> {
                    int count = held.get(key).peek().channel().read(ByteBuffer.allocate(1), 0);
                    yield "read " + count;
                }
                case "add" -> "number " + addOne(held.get(key).peek());
                case "interrupt" -> interrupt(locker, path);
                case "readOnly" -> lockReadOnlyChannel(locker, path);
                case "increment" -> increment(locker, path, Integer.parseInt(words[3]), Long.parseLong(words[4]));
                default -> "unknown";
            };
            return result + " " + (System.nanoTime() - start) / 1_000_000;
        } catch (LockTimeoutException e) {
            return "timeout " + (System.nanoTime() - start) / 1_000_000;
        } catch (IOException | InterruptedException | RuntimeException e) {
            return "error " + e;
        }
    }

    private static HeldFileLock lock(FileLocker locker, Path path, LockMode mode, long millis)
            throws IOException, InterruptedException {
        return millis == 0 ? locker.lock(path, mode) : locker.lock(path, mode, Duration.ofMillis(millis));
    }

    /** As the server answers. */
    private static boolean isStillHeld(HeldFileLock lock) throws LockException {
        try {
            lock.ensureValid();
            return true;
        } catch (LockLostException e) {
            return false;
        }
    }

    private String keep(String key, @Nullable HeldFileLock lock) {
        if (lock == null) {
            return "busy";
        }
        held.computeIfAbsent(key, unused -> new ArrayDeque<>()).push(lock);
        return "held";
    }

    /** Interrupts a waiting thread after half a second, and tells how long it took to hear that. */
    private static String interrupt(FileLocker locker, Path path) throws InterruptedException {
        String[] outcome = {"still waiting"};
        Thread waiter = new Thread(() -> {
            try {
                locker.lock(path, LockMode.EXCLUSIVE).close();
                outcome[0] = "locked";
            } catch (InterruptedException e) {
                outcome[0] = "interrupted";
            } catch (IOException e) {
                outcome[0] = "error " + e;
            }
        });
        waiter.setDaemon(true);
        waiter.start();
        Thread.sleep(500);
        long start = System.nanoTime();
        waiter.interrupt();
        waiter.join(30_000);
        return outcome[0] + " after " + (System.nanoTime() - start) / 1_000_000 + " of";
    }

    private static String lockReadOnlyChannel(FileLocker locker, Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return locker.tryLock(channel, LockMode.EXCLUSIVE) != null ? "held" : "busy";
        }
    }

    /**
     * Adds one to the number in the locked file, through the lock's channel; answers when it held, by the one clock of this
     * machine. A wait longer than so many milliseconds ends, and another one begins.
     */
    private static String increment(FileLocker locker, Path path, int times, long millis)
            throws IOException, InterruptedException {
        StringBuilder holds = new StringBuilder();
        int done = 0;
        while (done < times) {
            try (HeldFileLock lock = lock(locker, path, LockMode.EXCLUSIVE, millis)) {
                long from = System.nanoTime();
                addOne(lock);
                holds.append(from).append('-').append(System.nanoTime()).append(',');
                done++;
            } catch (LockTimeoutException e) {
                holds.append("timeout,");
            }
        }
        return "holds " + holds;
    }

    private static long addOne(HeldFileLock lock) throws IOException {
        FileChannel channel = lock.channel();
        ByteBuffer number = ByteBuffer.allocate(8);
        long value = channel.read(number, 0) < 8 ? 1 : number.getLong(0) + 1;
        channel.write(ByteBuffer.allocate(8).putLong(0, value), 0);
        return value;
    }
}
