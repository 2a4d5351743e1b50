package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.tck.Threads.Task;
import org.opentest4j.TestAbortedException;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * Waits for a lock that another process holds, and ends each wait in another way. Arguments: backend, lock file. Says
 * how each wait ended; the first one ends with a line of input.
 *
 * @since 0.1.0
 */
public final class EndingMain {
    private static final Duration TIME = Duration.ofMillis(200);

    private final FileLocker locker;
    private final Path file;

    private EndingMain(String[] arguments) {
        locker = FileLocker.builder().backend(arguments[0]).build();
        file = Path.of(arguments[1]);
    }

    /** Ends when it has said how each wait ended. */
    public static void main(String[] arguments) throws Exception {
        EndingMain main = new EndingMain(arguments);
        String mask = blockedSignals();
        main.interrupt("platform", Threads::start, () -> System.in.read());
        main.interrupt("virtual", Threads::startVirtual, EndingMain::sleep);
        main.timeout("platform", Threads::start);
        main.timeout("virtual", Threads::startVirtual);
        main.future();
        main.timeoutOfThisThread();
        say(blockedSignals().equals(mask) ? "the mask is as before" : mask + " became " + blockedSignals());
    }

    @SuppressWarnings("SystemOut") // read by a test
    private static void say(String line) {
        System.out.println(line);
    }

    private interface Start {
        <T> Task<T> start(Callable<T> task);
    }

    private String lock() throws IOException, InterruptedException {
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE, TIME)) {
            return "got " + lock;
        } catch (LockTimeoutException e) {
            return "timed out";
        }
    }

    private void timeout(String kind, Start threads) throws Exception {
        Task<String> task;
        try {
            task = threads.start(this::lock);
        } catch (TestAbortedException e) { // Java without virtual threads
            return;
        }
        say(kind + " " + task.get());
    }

    private static int sleep() throws InterruptedException {
        Thread.sleep(TIME.toMillis());
        return 0;
    }

    private void interrupt(String kind, Start threads, Callable<Integer> until) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Task<String> task;
        try {
            task = threads.start(() -> {
                begun.countDown();
                try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
                    return "got " + lock;
                } catch (InterruptedException e) {
                    return "interrupted";
                }
            });
        } catch (TestAbortedException e) {
            return;
        }
        begun.await();
        until.call();
        task.thread().interrupt();
        say(kind + " " + task.get());
    }

    private void future() throws Exception {
        CompletableFuture<HeldFileLock> future = locker.lockAsync(file, EXCLUSIVE);
        sleep();
        future.cancel(true);
        Threads.awaitThat(() -> !Helpers.areAtWork(), "the wait of the future is withdrawn");
        say("future withdrawn");
    }

    /** The main thread is the one whose mask can be compared. */
    private void timeoutOfThisThread() throws Exception {
        say("main " + lock());
    }

    private static String blockedSignals() throws IOException {
        Path status = Path.of("/proc/thread-self/status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigBlk"))
                .findFirst()
                .orElseThrow();
    }
}
