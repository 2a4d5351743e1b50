package io.github.portalocker.spring;

import java.io.UncheckedIOException;
import java.util.ConcurrentModificationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockPair;
import org.jspecify.annotations.Nullable;

/** The exclusive lock of a pair, which tells of a loss as Spring's registries do, and knows whether it is used. */
final class RegisteredLock implements Lock {
    private final LockPair pair;
    private final Lock delegate;
    private final String name;

    /** How often threads hold it or are about to acquire it. */
    private final AtomicInteger uses = new AtomicInteger();

    private volatile long lastUsed = System.nanoTime();

    RegisteredLock(LockPair pair, String name) {
        this.pair = pair;
        this.delegate = pair.writeLock();
        this.name = name;
    }

    void touch() {
        lastUsed = System.nanoTime();
    }

    boolean isUnusedFor(long nanos) {
        return uses.get() == 0 && System.nanoTime() - lastUsed >= nanos;
    }

    /** One of the ways to lock. */
    private interface Attempt<E extends Exception> {
        boolean acquire() throws E;
    }

    private <E extends Exception> boolean acquire(Attempt<E> attempt) throws E {
        LockException loss = findLoss();
        if (loss != null) {
            throw new UncheckedIOException(loss); // false would say that it need not be unlocked
        }
        uses.incrementAndGet();
        boolean acquired = false;
        try {
            acquired = attempt.acquire();
        } finally {
            if (!acquired) {
                uses.decrementAndGet();
            }
            touch();
        }
        return acquired;
    }

    /** Why what the thread holds cannot be relied on; null if it can be, or the thread holds nothing. */
    private @Nullable LockException findLoss() {
        HeldLock held = pair.heldByCurrentThread();
        if (held != null) {
            try {
                held.ensureValid();
            } catch (LockException e) {
                return e;
            }
        }
        return null;
    }

    @Override
    public void lock() {
        acquire(() -> {
            delegate.lock();
            return true;
        });
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        this.<InterruptedException>acquire(() -> {
            delegate.lockInterruptibly();
            return true;
        });
    }

    @Override
    public boolean tryLock() {
        return acquire(delegate::tryLock);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return this.<InterruptedException>acquire(() -> delegate.tryLock(time, unit));
    }

    @Override
    public void unlock() {
        LockException loss = findLoss(); // which can be found out only while it is held
        delegate.unlock();
        uses.decrementAndGet();
        if (loss != null && pair.heldByCurrentThread() == null) {
            throw new ConcurrentModificationException(
                    "the lock on " + name
                            + " was lost before it was unlocked; others may have changed what it protects",
                    loss);
        }
    }

    @Override
    public Condition newCondition() {
        return delegate.newCondition();
    }

    @Override
    public String toString() {
        return "RegisteredLock[" + name + "]";
    }
}
