package io.github.portalocker.posix.faults;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

import io.github.portalocker.FileLocker;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * Waits for the lock on a channel, and calls the wait off when the thread that waits in the kernel is in the system call
 * before: the look at the descriptor of a channel that somebody else could have closed.
 */
final class EarlySignalMain {
    private EarlySignalMain() {}

    public static void main(String[] arguments) throws Exception {
        FileLocker locker = FileLocker.builder().backend("posix-flock").build();
        try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
            say("ready");
            say(System.in.read());
            Thread waiter = new Thread(() -> wait(locker, channel));
            waiter.start();
            while (!isAboutToWait()) {
                Thread.sleep(5);
            }
            waiter.interrupt();
            waiter.join(20_000);
            say(waiter.isAlive() ? "hangs" : "returned");
            Runtime.getRuntime().halt(0);
        }
    }

    private static void wait(FileLocker locker, FileChannel channel) {
        try {
            say(locker.lock(channel, EXCLUSIVE));
        } catch (InterruptedException e) {
            say("interrupted");
        } catch (Exception e) {
            say(e);
        }
    }

    /** Looking once more whether the file is still open, before it blocks in the kernel. */
    private static boolean isAboutToWait() {
        return Thread.getAllStackTraces().values().stream()
                .anyMatch(frames -> Arrays.stream(frames)
                                .anyMatch(frame -> frame.getMethodName().equals("statx"))
                        && Arrays.stream(frames)
                                .anyMatch(frame -> frame.getClassName().endsWith(".SignalledWait")));
    }

    @SuppressWarnings("SystemOut") // read by a test
    private static void say(Object line) {
        System.out.println(line);
    }
}
