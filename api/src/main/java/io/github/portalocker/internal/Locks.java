package io.github.portalocker.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.Waiting;
import io.github.portalocker.internal.acquire.AsyncAcquisition;
import io.github.portalocker.internal.acquire.BlockingAcquisition;
import io.github.portalocker.internal.acquire.LockSource;
import io.github.portalocker.internal.events.LockFacts;
import io.github.portalocker.internal.events.Observation;
import io.github.portalocker.internal.events.Observer;
import io.github.portalocker.internal.events.Observers;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.LockScope;
import io.github.portalocker.spi.Failure;
import io.github.portalocker.spi.LockSystem;
import org.jspecify.annotations.Nullable;

/** All locks of one backend or server with one configuration: what the public types delegate to. */
public abstract class Locks {
    /** Finding out who holds a lock takes milliseconds, too long for callers that try often. */
    private static final Duration LONG_WAIT = Duration.ofMillis(20);

    private final LockSystem system;
    private final Settings settings;
    private final boolean polls;
    private final Observers observers;

    /** With this configuration; the listener is null for none. */
    protected Locks(LockSystem system, Settings settings, @Nullable Observer listener) {
        this.system = system;
        this.settings = settings;
        this.polls = settings.waiting() == Waiting.POLL;
        this.observers = new Observers(listener);
    }

    /** What gives the locks. */
    public LockSystem system() {
        return system;
    }

    /** How they are taken. */
    public final Settings settings() {
        return settings;
    }

    /** All known holders of locks there, looked for no longer than this. */
    protected abstract List<LockHolder> holders(LockSource<?> source, Duration limit);

    /** Waits for a lock until the deadline, and throws if that passed. */
    public <L extends HeldLock> L lock(
            LockSource<L> source, LockMode mode, Deadline deadline, @Nullable LockScope scope)
            throws IOException, InterruptedException {
        L lock = tryLock(source, mode, deadline, scope);
        if (lock == null) {
            throw timeout(source, mode, deadline);
        }
        return lock;
    }

    /** Waits for a lock until the deadline; null if that passed. */
    public <L extends HeldLock> @Nullable L tryLock(
            LockSource<L> source, LockMode mode, Deadline deadline, @Nullable LockScope scope)
            throws IOException, InterruptedException {
        return acquire(source, request(source, mode, deadline, true, scope));
    }

    /** One attempt, whatever the interrupt status. */
    public <L extends HeldLock> @Nullable L tryLock(LockSource<L> source, LockMode mode, @Nullable LockScope scope)
            throws IOException {
        try {
            return acquire(source, LockRequest.once(mode, scope, observe(source, mode)));
        } catch (InterruptedException e) {
            throw new AssertionError("an attempt cannot be interrupted", e);
        }
    }

    LockRequest request(
            LockSource<?> source, LockMode mode, Deadline deadline, boolean interruptible, @Nullable LockScope scope) {
        return LockRequest.untilDeadline(mode, deadline, interruptible, scope, polls, observe(source, mode));
    }

    private @Nullable Observation observe(LockSource<?> source, LockMode mode) {
        return observers.areOff() ? null : observers.observe(facts(source, mode));
    }

    <L extends HeldLock> @Nullable L acquire(LockSource<L> source, LockRequest request)
            throws IOException, InterruptedException {
        Hold hold = BlockingAcquisition.acquire(source, request);
        return hold == null ? null : source.give(hold);
    }

    /** Waits for a lock until the deadline without blocking a thread. */
    public <L extends HeldLock> CompletableFuture<L> lockAsync(
            LockSource<L> source, LockMode mode, Deadline deadline, @Nullable LockScope scope) {
        return AsyncAcquisition.start(
                source,
                LockRequest.ofFuture(mode, deadline, scope, polls, observe(source, mode)),
                facts(source, mode).subject(),
                () -> timeout(source, mode, deadline));
    }

    private LockFacts facts(LockSource<?> source, LockMode mode) {
        return new LockFacts(mode, source.name(), source.pathIfKnown(), source.range(), system.name());
    }

    /** What a caller gets whose time is over. */
    public LockTimeoutException timeout(LockSource<?> source, LockMode mode, Deadline deadline) {
        Duration waited = deadline.elapsed();
        String how = deadline.allowsWaiting() ? "waited " + text(waited) + " for" : "tried once to get";
        String wanted = mode == LockMode.EXCLUSIVE ? "the exclusive lock" : "the shared lock";
        if (!source.range().equals(LockRange.WHOLE_FILE)) {
            wanted += " on " + source.range();
        }
        List<LockHolder> holders = settings.namesHolders() && waited.compareTo(LONG_WAIT) >= 0
                ? Holders.inTheWay(
                        limit -> holders(source, limit), system.domains(), mode, source.range(), deadline.spareNanos())
                : List.of();
        String reason = how + " " + wanted + ", but a conflicting lock is held";
        return new LockTimeoutException(failure(source, "lock", reason, null), waited, holders);
    }

    /** Of an operation on what is to be locked. */
    final Failure failure(LockSource<?> source, String operation, String reason, @Nullable String remedy) {
        String name = source.name();
        return name == null
                ? Failure.of(operation, source.pathIfKnown(), system.name(), reason, remedy)
                : Failure.ofName(operation, name, source.pathIfKnown(), system.name(), reason, remedy);
    }

    private static String text(Duration time) {
        long millis = time.toMillis();
        return millis < 10_000 ? millis + " ms" : time.toSeconds() + " s";
    }
}
