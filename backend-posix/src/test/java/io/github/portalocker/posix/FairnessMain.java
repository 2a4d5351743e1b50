package io.github.portalocker.posix;

import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockFile;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * Locks again and again, holding for a millisecond, and counts. Arguments: lock file, milliseconds. Says "ready", starts when
 * it is sent a line, and says how often it held the lock and
 * how many milliseconds it waited for it at most.
 */
final class FairnessMain {
    private FairnessMain() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) throws Exception {
        FileLocker locker = FileLocker.builder().backend("posix-flock").build();
        int count = 0;
        long longest = 0;
        try (LockFile file = locker.open(Path.of(arguments[0]))) {
            file.lock(EXCLUSIVE).close();
            System.out.println("ready");
            System.in.read();
            long end = System.nanoTime() + Long.parseLong(arguments[1]) * 1_000_000;
            for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
                try (HeldLock lock = file.lock(EXCLUSIVE)) {
                    longest = Math.max(longest, System.nanoTime() - start);
                    Thread.sleep(1);
                    count += lock.mode() == EXCLUSIVE ? 1 : 0;
                }
            }
        }
        System.out.println(count + " " + longest / 1_000_000);
    }
}
