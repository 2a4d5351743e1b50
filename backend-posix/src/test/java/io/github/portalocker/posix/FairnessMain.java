package io.github.portalocker.posix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockFile;
import io.github.portalocker.posix.core.Libc;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * Locks a file again and again, and counts. Arguments: backend, lock file. Says "ready"; on each line "WHO MILLISECONDS
 * HOLD_MICROSECONDS" it does so for a time and says how often it had the lock and how many milliseconds it waited for it at
 * most. WHO is the library; "bare", which calls flock(2) itself; or "polite", which in addition sleeps after each release.
 */
final class FairnessMain {
    private static final int READ_WRITE = 2;
    private static final int LOCK_EX = 2;
    private static final int LOCK_UN = 8;
    private static final long GAP_NANOS = 20_000;

    private FairnessMain() {}

    private interface Lock {
        AutoCloseable take() throws Exception;
    }

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) throws Exception {
        Libc libc = JnaLibc.load();
        Path path = Path.of(arguments[1]);
        try (LockFile file = FileLocker.builder().backend(arguments[0]).build().open(path)) {
            file.lock(EXCLUSIVE).close();
            int descriptor = libc.open((path + "\0").getBytes(StandardCharsets.UTF_8), READ_WRITE);
            System.out.println("ready");
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] words = line.split(" ", 3);
                Lock lock = words[0].equals("library")
                        ? () -> file.lock(EXCLUSIVE)
                        : () -> bare(libc, descriptor, words[0].equals("polite"));
                System.out.println(run(lock, Long.parseLong(words[1]), Long.parseLong(words[2])));
            }
            libc.close(descriptor);
        }
    }

    private static AutoCloseable bare(Libc libc, int descriptor, boolean polite) throws IOException {
        if (libc.flock(descriptor, LOCK_EX) < 0) {
            throw new IOException("flock");
        }
        return () -> {
            libc.flock(descriptor, LOCK_UN);
            if (polite) {
                LockSupport.parkNanos(GAP_NANOS);
            }
        };
    }

    private static String run(Lock lock, long millis, long holdMicros) throws Exception {
        int count = 0;
        long longest = 0;
        long end = System.nanoTime() + millis * 1_000_000;
        for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
            try (AutoCloseable held = lock.take()) {
                longest = Math.max(longest, System.nanoTime() - start);
                LockSupport.parkNanos(held, holdMicros * 1_000);
                count++;
            }
        }
        return count + " " + longest / 1_000_000;
    }
}
