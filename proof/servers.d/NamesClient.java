import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;

/** One client of a lock server, told what to do by lines on its input: for proof/servers. Times are those of the monotonic clock. */
final class NamesClient {
    private static final Map<String, HeldNamedLock> HELD = new ConcurrentHashMap<>();

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        try (NamedLocks locks = NamedLocks.connect(args[0])) {
            say("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                String name = words[1];
                switch (words[0]) {
                    case "lock" -> lock(locks, name);
                    case "release" -> {
                        HELD.remove(name).close();
                        say("released " + name + " " + System.nanoTime());
                    }
                    case "valid" -> say("valid " + name + " " + HELD.get(name).isValid());
                    // as a program does that was paused after its last look at the lock
                    case "write" -> say("write " + name + " " + HELD.get(name).fencingToken().orElseThrow());
                    case "clock" -> say("clock " + System.currentTimeMillis());
                    case "crowd" -> crowd(locks, name, Long.parseLong(words[2]));
                    case "cancel" -> cancel(locks, name, Integer.parseInt(words[2]));
                    default -> throw new IllegalArgumentException(line);
                }
            }
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void lock(NamedLocks locks, String name) {
        locks.lockAsync(name, LockMode.EXCLUSIVE).whenComplete((lock, failure) -> {
            long now = System.nanoTime();
            if (failure != null) {
                say("failed " + name + " " + failure.getMessage());
                return;
            }
            HELD.put(name, lock);
            say("held " + name + " " + lock.fencingToken().orElse(-1) + " " + now);
            lock.lost().thenAccept(loss -> say("lost " + name + " " + System.nanoTime() + " " + lock.isValid()));
        });
    }

    /** Locks again and again, one time in four shared; each line has when it held and when it was about to release, or was told of a loss. */
    private static void crowd(NamedLocks locks, String name, long millis) throws Exception {
        long end = System.nanoTime() + millis * 1_000_000;
        int unanswered = 0;
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            LockMode mode = i % 4 == 3 ? LockMode.SHARED : LockMode.EXCLUSIVE;
            long start = System.nanoTime();
            try (HeldNamedLock lock = locks.lock(name, mode, Duration.ofSeconds(30))) {
                long held = System.nanoTime();
                CompletableFuture<Long> lost =
                        lock.lost().toCompletableFuture().thenApply(loss -> System.nanoTime());
                Thread.sleep(1);
                long done = System.nanoTime();
                say("hold " + mode + " " + held + " " + Math.min(done, lost.getNow(done)) + " "
                        + lock.fencingToken().orElse(-1) + " " + (held - start) + " " + lost.isDone());
            } catch (LockException e) {
                unanswered++; // while there is no majority
            }
        }
        say("crowded " + name + " " + unanswered);
    }

    /** Waits that end by a timeout, by an interrupt and by cancelling a future, in turn. */
    private static void cancel(NamedLocks locks, String name, int times) throws Exception {
        int acquired = 0;
        for (int i = 0; i < times; i++) {
            switch (i % 3) {
                case 0 -> acquired += locks.tryLock(name, LockMode.EXCLUSIVE, Duration.ofMillis(1 + i % 20)) == null ? 0 : 1;
                case 1 -> {
                    CompletableFuture<HeldNamedLock> future = locks.lockAsync(name, LockMode.EXCLUSIVE);
                    Thread.sleep(i % 20);
                    acquired += future.cancel(true) ? 0 : 1;
                }
                default -> {
                    Thread thread = new Thread(() -> {
                        try {
                            locks.lock(name, LockMode.EXCLUSIVE);
                            say("failed " + name + " an interrupted wait ended with a lock");
                        } catch (InterruptedException e) {
                            return; // as it must
                        } catch (Exception e) {
                            say("failed " + name + " " + e);
                        }
                    });
                    thread.start();
                    Thread.sleep(i % 20);
                    thread.interrupt();
                    thread.join();
                }
            }
        }
        say("cancelled " + name + " " + acquired);
    }
}
