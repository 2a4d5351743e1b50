package io.github.portalocker.recipes;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/** Waits for all slots at once, and takes the first that comes; the others are withdrawn, or released at once. */
final class AnySlot {
    /** Each wait in the kernel takes a thread. */
    private static final int MOST_AT_ONCE = 32;

    /** With more slots than that, others are waited for after this time. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private final Slots slots;

    /** A lock and its slot. */
    private record Won(int slot, HeldFileLock lock) {}

    AnySlot(Slots slots) {
        this.slots = slots;
    }

    /** Null if the time is over, or, with very many slots, the turn. */
    FileSemaphore.@Nullable Permit await(TimeLimit limit) throws IOException, InterruptedException {
        CompletableFuture<Won> first = new CompletableFuture<>();
        List<CompletableFuture<HeldFileLock>> waits = new ArrayList<>();
        try {
            for (int slot : chosen()) {
                if (first.isDone()) {
                    break;
                }
                CompletableFuture<HeldFileLock> wait =
                        slots.locker().lockAsync(slots.files().get(slot), LockMode.EXCLUSIVE);
                waits.add(wait);
                CompletableFuture<HeldFileLock> unused =
                        wait.whenComplete((lock, failure) -> arrived(first, slot, lock, failure));
            }
            Won won = get(first, limit);
            return slots.permit(won.slot, won.lock);
        } catch (TimeoutException e) {
            Won late = withdraw(first, e);
            return late == null ? null : slots.permit(late.slot, late.lock);
        } catch (InterruptedException e) {
            Won late = withdraw(first, e);
            if (late != null) {
                late.lock.close();
            }
            throw e;
        } catch (ExecutionException e) {
            throw Futures.failure(e.getCause());
        } finally {
            waits.forEach(wait -> wait.cancel(false));
        }
    }

    private List<Integer> chosen() {
        List<Integer> numbers =
                IntStream.range(0, slots.files().size()).boxed().collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(numbers);
        return numbers.subList(0, Math.min(MOST_AT_ONCE, numbers.size()));
    }

    private Won get(CompletableFuture<Won> first, TimeLimit limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        boolean all = slots.files().size() <= MOST_AT_ONCE;
        if (all && limit.isNever()) {
            return first.get();
        }
        return first.get((all ? limit.left() : limit.leftUpTo(TURN)).toNanos(), TimeUnit.NANOSECONDS);
    }

    /** On the thread that got the lock. */
    private static void arrived(
            CompletableFuture<Won> first, int slot, @Nullable HeldFileLock lock, @Nullable Throwable failure) {
        if (lock == null) {
            if (failure != null && !(failure instanceof CancellationException)) {
                first.completeExceptionally(failure);
            }
        } else if (!first.complete(new Won(slot, lock))) {
            release(lock);
        }
    }

    private static void release(HeldFileLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            System.getLogger("io.github.portalocker")
                    .log(System.Logger.Level.WARNING, "a permit that was not needed cannot be released", e);
        }
    }

    /** What arrived all the same; null if nothing can arrive any more. */
    private static @Nullable Won withdraw(CompletableFuture<Won> first, Exception reason) {
        if (first.completeExceptionally(reason)) {
            return null;
        }
        return first.isCompletedExceptionally() ? null : first.join();
    }
}
