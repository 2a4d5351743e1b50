package io.github.portalocker.zookeeper;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.Judge;

/** One of several processes that want the same lock all the time, whatever becomes of the servers. */
final class CrowdMain {
    private CrowdMain() {}

    public static void main(String[] arguments) throws Exception {
        Judge judge = Judge.ofProcesses(Path.of(arguments[2]));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[3]));
        long holds = 0;
        long failures = 0;
        long longest = 0;
        long token = Long.MIN_VALUE;
        try (NamedLocks locks = NamedLocks.connect(arguments[0])) {
            System.out.println("ready");
            while (System.nanoTime() - end < 0) {
                long start = System.nanoTime();
                try (HeldNamedLock lock = locks.lock(arguments[1], LockMode.EXCLUSIVE, Duration.ofSeconds(30))) {
                    longest = Math.max(longest, System.nanoTime() - start);
                    if (lock.fencingToken().orElseThrow() <= token) {
                        throw new AssertionError("the token does not rise");
                    }
                    token = lock.fencingToken().orElseThrow();
                    judge.watch(lock);
                    holds++;
                } catch (LockException e) {
                    failures++; // while there is no majority
                }
            }
        }
        System.out.println(holds + " " + failures + " " + TimeUnit.NANOSECONDS.toMillis(longest));
    }
}
