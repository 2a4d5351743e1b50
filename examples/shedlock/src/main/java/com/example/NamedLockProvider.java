package com.example;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockLostException;
import io.github.portalocker.NamedLocks;
import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.LockException;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * ShedLock's locks over {@link NamedLocks}: a task that is killed frees its lock at once, and one that takes longer than expected keeps it.
 *
 * <p>{@code lockAtMostFor} is ignored, as ShedLock allows where the death of a holder is noticed. {@code lockAtLeastFor} is
 * {@linkplain EarliestStarts written down} as soon as the task has the lock: to hold the lock itself for longer would keep nothing
 * once the process has ended, and a process that ends is just when another one may start the task too early.
 */
final class NamedLockProvider implements ExtensibleLockProvider {
    private final NamedLocks locks;
    private final EarliestStarts starts;

    NamedLockProvider(NamedLocks locks, EarliestStarts starts) {
        this.locks = locks;
        this.starts = starts;
    }

    @Override
    public Optional<SimpleLock> lock(LockConfiguration configuration) {
        try {
            HeldLock held = locks.tryLock(configuration.getName(), EXCLUSIVE);
            return held == null ? Optional.empty() : start(held, configuration);
        } catch (IOException e) {
            throw failure(configuration, e);
        }
    }

    private Optional<SimpleLock> start(HeldLock held, LockConfiguration configuration) throws IOException {
        String name = configuration.getName();
        boolean granted = false;
        try {
            // All who read or write the instant hold the lock.
            Instant now = ClockProvider.now();
            if (now.isBefore(starts.get(name))) {
                return Optional.empty();
            }
            if (now.isBefore(configuration.getLockAtLeastUntil())) {
                starts.put(name, configuration.getLockAtLeastUntil());
            }
            granted = true;
            return Optional.of(new Held(held, configuration));
        } finally {
            if (!granted) {
                held.close();
            }
        }
    }

    private static LockException failure(LockConfiguration configuration, IOException cause) {
        return new LockException("the lock " + configuration.getName() + " failed: " + cause.getMessage(), cause);
    }

    /** Any thread may release it, as ShedLock expects. */
    private final class Held extends AbstractSimpleLock {
        private final HeldLock held;

        Held(HeldLock held, LockConfiguration configuration) {
            super(configuration);
            this.held = held;
        }

        @Override
        protected void doUnlock() {
            try {
                held.close();
            } catch (IOException e) {
                throw failure(lockConfiguration, e);
            }
        }

        /** Empty if the lock is lost, which a server can do: {@code LockExtender}, which a task calls, tells it by an exception. */
        @Override
        protected Optional<SimpleLock> doExtend(LockConfiguration longer) {
            try {
                held.ensureValid();
                starts.put(longer.getName(), longer.getLockAtLeastUntil());
                return Optional.of(new Held(held, longer));
            } catch (LockLostException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw failure(longer, e);
            }
        }
    }
}
