package io.github.portalocker.spring;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.github.portalocker.LockEvent;
import io.github.portalocker.LockListener;
import io.github.portalocker.LockMode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * Tells Micrometer of the locks that it listens to: how long they are waited for and held, and how many are.
 *
 * <pre>{@code
 * NamedLocks locks = NamedLocks.connect("file:/var/lib/app/locks", new LockMetrics(registry));
 * }</pre>
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>kind</th><th>what</th></tr>
 * <tr><td>{@code portalocker.locks.acquire}</td><td>timer</td><td>locks that were acquired, and how long each was waited for: zero if it
 *     was free</td></tr>
 * <tr><td>{@code portalocker.locks.usage}</td><td>timer</td><td>locks that were released, and how long each was held</td></tr>
 * <tr><td>{@code portalocker.locks.timeout}</td><td>timer</td><td>waits that ended at their timeout, and how long each was</td></tr>
 * <tr><td>{@code portalocker.locks.lost}</td><td>counter</td><td>locks that were found to be lost while they were held</td></tr>
 * <tr><td>{@code portalocker.locks.active}</td><td>gauge</td><td>locks that are held now</td></tr>
 * <tr><td>{@code portalocker.locks.pending}</td><td>gauge</td><td>threads and futures that wait for a lock now</td></tr>
 * </table>
 *
 * <p>Each has a tag {@code mode}: {@code exclusive} or {@code shared}. What is locked is no tag, because there may be any number of
 * names. An attempt that may not wait and is refused is not told, as {@link LockListener} says.
 *
 * <p>Thread-safe. One object may listen to several lockers; their figures are added up.
 *
 * @since 0.1.0
 */
public final class LockMetrics implements LockListener {
    private final Map<LockMode, Meters> meters = new EnumMap<>(LockMode.class);

    /**
     * Makes the meters.
     *
     * @param registry where they are registered
     */
    public LockMetrics(MeterRegistry registry) {
        this(registry, Tags.empty());
    }

    /**
     * Makes the meters, with more tags: to tell several places of locks apart.
     *
     * @param registry where they are registered
     * @param tags for each meter
     */
    public LockMetrics(MeterRegistry registry, Iterable<Tag> tags) {
        for (LockMode mode : LockMode.values()) {
            String name = mode == LockMode.SHARED ? "shared" : "exclusive";
            meters.put(mode, new Meters(registry, Tags.of(tags).and("mode", name)));
        }
    }

    /** The meters of one mode. */
    private static final class Meters {
        final Timer acquire;
        final Timer usage;
        final Timer timeout;
        final Counter lost;
        final AtomicLong active = new AtomicLong();
        final AtomicLong pending = new AtomicLong();

        Meters(MeterRegistry registry, Tags tags) {
            acquire = Timer.builder("portalocker.locks.acquire")
                    .description("How long locks were waited for that were acquired")
                    .tags(tags)
                    .register(registry);
            usage = Timer.builder("portalocker.locks.usage")
                    .description("How long locks were held")
                    .tags(tags)
                    .register(registry);
            timeout = Timer.builder("portalocker.locks.timeout")
                    .description("How long locks were waited for in vain, until a timeout")
                    .tags(tags)
                    .register(registry);
            lost = Counter.builder("portalocker.locks.lost")
                    .description("Locks that were lost while they were held")
                    .tags(tags)
                    .register(registry);
            Gauge.builder("portalocker.locks.active", active, AtomicLong::get)
                    .description("Locks that are held")
                    .tags(tags)
                    .register(registry);
            Gauge.builder("portalocker.locks.pending", pending, AtomicLong::get)
                    .description("Threads and futures that wait for a lock")
                    .tags(tags)
                    .register(registry);
        }
    }

    private Meters of(LockEvent event) {
        return meters.get(event.mode());
    }

    @Override
    public void waiting(LockEvent event) {
        of(event).pending.incrementAndGet();
    }

    @Override
    public void acquired(LockEvent event) {
        Meters of = of(event);
        if (!event.waited().isZero()) {
            of.pending.decrementAndGet();
        }
        of.acquire.record(event.waited());
        of.active.incrementAndGet();
    }

    @Override
    public void timedOut(LockEvent event) {
        Meters of = of(event);
        of.pending.decrementAndGet();
        of.timeout.record(event.waited());
    }

    @Override
    public void cancelled(LockEvent event) {
        of(event).pending.decrementAndGet();
    }

    @Override
    public void released(LockEvent event) {
        Meters of = of(event);
        of.active.decrementAndGet();
        of.usage.record(event.held());
    }

    @Override
    public void lost(LockEvent event) {
        of(event).lost.increment();
    }
}
