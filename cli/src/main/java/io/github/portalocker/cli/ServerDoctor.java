package io.github.portalocker.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.spi.LockServer;
import org.jspecify.annotations.Nullable;

/** Tries with a second process whether a lock server excludes it. */
final class ServerDoctor {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PAIRS_BEFORE = 50;
    private static final int PAIRS = 200;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Place place;
    private final String name = "portalocker-doctor/" + ProcessHandle.current().pid() + "-" + System.nanoTime();

    ServerDoctor(Place place) {
        this.place = place;
    }

    /** The exit code. */
    int examine() throws IOException, CommandException, InterruptedException {
        try (LockServer server = place.server();
                NamedLocks locks = NamedLocks.on(server)) {
            Output.print(row("locks", place.toString()));
            server.facts().forEach((what, value) -> Output.print(row(what, value)));
            Output.print(row(
                    "lock and unlock",
                    String.format(Locale.ROOT, "%.2f ms, the median of %d", medianOfPairs(locks), PAIRS)));
            Output.print("");
            String fault = exclusion(locks);
            Output.print(
                    fault == null
                            ? "OK: a second process is refused while a first one holds a lock, and gets it afterwards."
                            : "NOT OK: " + fault + ". Do not use these locks.");
            return fault == null ? 0 : ExitCode.CANNOT_LOCK;
        }
    }

    private static String row(String what, String value) {
        return String.format(Locale.ROOT, "%-17s %s", what + ":", value);
    }

    private double medianOfPairs(NamedLocks locks) throws IOException, InterruptedException {
        long[] times = new long[PAIRS];
        for (int i = -PAIRS_BEFORE; i < PAIRS; i++) {
            long start = System.nanoTime();
            locks.lock(name, LockMode.EXCLUSIVE, PATIENCE).close();
            times[Math.max(i, 0)] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        return times[PAIRS / 2] / NANOS_PER_MILLI;
    }

    /** What is wrong; null if nothing is. */
    private @Nullable String exclusion(NamedLocks locks) throws IOException, CommandException, InterruptedException {
        DoctorAgent agent = DoctorAgent.start(DoctorAgentCommand.NO_FILE);
        try {
            agent.awaitReady();
            String connected = agent.connect(place.text());
            if (!connected.equals("connected")) {
                throw new CommandException(
                        ExitCode.CANNOT_LOCK, "a second process cannot use " + place + ": " + connected);
            }
            OptionalLong token;
            try (HeldNamedLock lock = locks.lock(name, LockMode.EXCLUSIVE, PATIENCE)) {
                token = lock.fencingToken();
                String answer = agent.attempt(name);
                if (!answer.equals("busy")) {
                    return "a second process was answered '" + answer + "' while this one held the lock";
                }
            }
            String answer = agent.attempt(name);
            if (!answer.equals("held")) {
                return "a second process was answered '" + answer + "' after this one had released the lock";
            }
            if (locks.tryLock(name, LockMode.EXCLUSIVE) != null) {
                return "this process got the lock while a second one held it";
            }
            agent.release();
            try (HeldNamedLock lock = locks.lock(name, LockMode.EXCLUSIVE, PATIENCE)) {
                return token.isPresent() && lock.fencingToken().orElse(0) <= token.getAsLong()
                        ? "the fencing tokens do not rise"
                        : null;
            }
        } finally {
            agent.kill();
        }
    }
}
