package io.github.portalocker.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockPair;
import io.github.portalocker.internal.acquire.LockSource;
import io.github.portalocker.internal.handle.Given;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.internal.queue.LockScope;
import org.jspecify.annotations.Nullable;

/** Locks with a count for each thread: the first lock of a thread acquires, the last unlock releases. */
public final class DefaultLockPair implements LockPair {
    private final Locks locks;
    private final String subject;
    private final LockSource<?> source;
    private final @Nullable LockScope scope;
    private final Map<Thread, Entry> entries = new ConcurrentHashMap<>();
    private final Lock readLock = new Side(LockMode.SHARED);
    private final Lock writeLock = new Side(LockMode.EXCLUSIVE);

    /** The locks on a file or a name. */
    public DefaultLockPair(Locks locks, String subject, LockSource<?> source, @Nullable LockScope scope) {
        this.locks = locks;
        this.subject = subject;
        this.source = source;
        this.scope = scope;
    }

    /** What one thread holds; used by that thread only. */
    private static final class Entry {
        final HeldLock lock;
        int reads;
        int writes;

        Entry(HeldLock lock) {
            this.lock = lock;
        }
    }

    @Override
    public Lock readLock() {
        return readLock;
    }

    @Override
    public Lock writeLock() {
        return writeLock;
    }

    @Override
    public @Nullable HeldLock heldByCurrentThread() {
        Entry entry = entries.get(Thread.currentThread());
        return entry == null ? null : entry.lock;
    }

    @Override
    public String toString() {
        return "LockPair[" + subject + " (" + locks.system().name() + ")]";
    }

    private final class Side implements Lock {
        private final LockMode mode;

        Side(LockMode mode) {
            this.mode = mode;
        }

        @Override
        public void lock() {
            if (!reenter()) {
                requireNoUpgrade();
                try {
                    acquire(Deadline.NEVER, false);
                } catch (InterruptedException e) {
                    throw new AssertionError(e); // this wait knows no interrupts
                }
            }
        }

        @Override
        public void lockInterruptibly() throws InterruptedException {
            if (!reenter()) {
                requireNoUpgrade();
                acquire(Deadline.NEVER, true);
            }
        }

        @Override
        public boolean tryLock() {
            if (reenter()) {
                return true;
            }
            if (isUpgrade()) {
                return false;
            }
            try {
                return enter(locks.tryLock(source, mode, scope));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (reenter()) {
                return true;
            }
            return !isUpgrade() && acquire(Deadline.after(time, unit), true);
        }

        private boolean acquire(Deadline deadline, boolean interruptible) throws InterruptedException {
            try {
                return enter(locks.acquire(source, locks.request(source, mode, deadline, interruptible, scope)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean enter(@Nullable HeldLock lock) {
            if (lock == null) {
                return false;
            }
            Entry entry = new Entry(lock);
            count(entry, 1);
            entries.put(Thread.currentThread(), entry);
            return true;
        }

        private boolean reenter() {
            Entry entry = entries.get(Thread.currentThread());
            if (entry == null || isUpgrade()) {
                return false;
            }
            requireStillHeld(entry.lock);
            count(entry, 1);
            return true;
        }

        private void requireStillHeld(HeldLock lock) {
            if (lock instanceof Given given && (given.isReleased() || given.isKnownLost())) {
                String reason = given.isReleased()
                        ? "the lock that this thread has on it was closed meanwhile"
                        : "the server has lost the lock that this thread has on it";
                throw new UncheckedIOException(new LockException(
                        locks.failure(source, "lock", reason, "unlock it before it is locked again")));
            }
        }

        private void count(Entry entry, int change) {
            if (mode == LockMode.SHARED) {
                entry.reads += change;
            } else {
                entry.writes += change;
            }
        }

        /** A read lock taken under the write lock is not in the way: the file is locked exclusively then. */
        private boolean isUpgrade() {
            Entry entry = entries.get(Thread.currentThread());
            return entry != null && mode == LockMode.EXCLUSIVE && entry.lock.mode() == LockMode.SHARED;
        }

        private void requireNoUpgrade() {
            if (isUpgrade()) {
                throw new IllegalStateException(
                        "thread " + Thread.currentThread().getName() + " holds the read lock of " + subject
                                + ", which cannot be upgraded to the write lock: unlock it first");
            }
        }

        @Override
        public void unlock() {
            Entry entry = entries.get(Thread.currentThread());
            if (entry == null || (mode == LockMode.SHARED ? entry.reads : entry.writes) == 0) {
                throw new IllegalMonitorStateException("thread "
                        + Thread.currentThread().getName() + " does not hold the "
                        + (mode == LockMode.SHARED ? "read" : "write") + " lock of " + subject);
            }
            if (entry.reads + entry.writes == 1) {
                try {
                    entry.lock.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    forgetIfReleased(entry);
                }
            } else {
                count(entry, -1);
            }
        }

        /** What could not be released is still held, and can be unlocked again. */
        private void forgetIfReleased(Entry entry) {
            if (!(entry.lock instanceof Given given) || given.isReleased()) {
                entries.remove(Thread.currentThread());
            }
        }

        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException("this lock has no conditions");
        }

        @Override
        public String toString() {
            return (mode == LockMode.SHARED ? "readLock of " : "writeLock of ") + DefaultLockPair.this;
        }
    }
}
