package io.github.portalocker.recipes;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/** Those who wait for a permit, one behind the other. */
final class Line {
    /** After which those behind look for themselves: the first one may be stopped. */
    private static final Duration RESCUE = Duration.ofSeconds(1);

    private final Slots slots;

    Line(Slots slots) {
        this.slots = slots;
    }

    /** Null if the time is over. The turnstile comes before the first attempt: else newcomers would pass those who wait. */
    FileSemaphore.@Nullable Permit acquire(TimeLimit limit) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        HeldFileLock first = slots.locker().tryLock(slots.turnstile(), LockMode.EXCLUSIVE);
        return first != null ? atTheHead(first, limit) : behind(limit);
    }

    private FileSemaphore.@Nullable Permit atTheHead(HeldFileLock turnstile, TimeLimit limit)
            throws IOException, InterruptedException {
        try (turnstile) {
            while (true) {
                FileSemaphore.Permit permit = slots.tryAny();
                if (permit == null && !limit.isOver()) {
                    permit = new AnySlot(slots).await(limit);
                }
                if (permit != null || limit.isOver()) {
                    return permit;
                }
            }
        }
    }

    /** Keeps its place in the line while it looks. */
    private FileSemaphore.@Nullable Permit behind(TimeLimit limit) throws IOException, InterruptedException {
        if (limit.isOver()) {
            return slots.tryAny();
        }
        CompletableFuture<HeldFileLock> place = slots.locker().lockAsync(slots.turnstile(), LockMode.EXCLUSIVE);
        try {
            while (true) {
                HeldFileLock turnstile = await(place, limit.leftUpTo(RESCUE));
                if (turnstile != null) {
                    return atTheHead(turnstile, limit);
                }
                FileSemaphore.Permit permit = slots.tryAny();
                if (permit != null || limit.isOver()) {
                    return permit;
                }
            }
        } finally {
            Futures.leave(place);
        }
    }

    /** Null if the time is over. */
    private static @Nullable HeldFileLock await(CompletableFuture<HeldFileLock> place, Duration time)
            throws IOException, InterruptedException {
        try {
            return place.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw Futures.failure(e.getCause());
        }
    }
}
