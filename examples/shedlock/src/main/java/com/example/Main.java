package com.example;

import java.nio.file.Path;
import java.time.Duration;

import io.github.portalocker.NamedLocks;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockingTaskExecutor.TaskResult;

/** {@code URI STARTS NAME SECONDS}: a task that lasts until its input ends, and is kept from starting again for that many seconds. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Throwable {
        EarliestStarts starts =
                args[1].startsWith("jdbc:") ? new TableStarts(args[1]) : new DirectoryStarts(Path.of(args[1]));
        try (NamedLocks locks = NamedLocks.connect(args[0])) {
            Duration atMost = Duration.ofHours(1); // ignored: a killed task frees its lock at once
            Duration atLeast = Duration.ofSeconds(Long.parseLong(args[3]));
            TaskResult<Integer> result = new DefaultLockingTaskExecutor(new NamedLockProvider(locks, starts))
                    .executeWithLock(
                            () -> {
                                System.out.println("running");
                                return System.in.read();
                            },
                            new LockConfiguration(ClockProvider.now(), args[2], atMost, atLeast));
            System.out.println(result.wasExecuted() ? "done" : "skipped");
        }
    }
}
