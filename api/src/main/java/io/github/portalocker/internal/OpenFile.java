package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.Failure;
import io.github.portalocker.spi.KernelWait;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.LockHandle;
import org.jspecify.annotations.Nullable;

/**
 * One open descriptor and the one lock of the operating system that it carries.
 *
 * <p>Everybody who needs the descriptor counts as a user: the {@link LockFile} that opened it and every hold. The last one
 * to go closes it.
 */
final class OpenFile {
    final LockBackend backend;
    final @Nullable Path path;
    final LockRange range;

    /** What an attempt is given even by those whose deadline is nearer: a server needs some time to answer. */
    private static final long SHORTEST_TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int ABANDONED = Integer.MIN_VALUE / 2;

    /**
     * How often threads of this JVM may pass the lock on before other processes get a chance: measured, eight times give three
     * times the throughput of contending threads, and let another process wait not twice as long.
     */
    private static final int MOST_PASSES = 8;

    /** Ends passing on when threads hold the lock for longer than it takes to hand it over. */
    private static final long LONGEST_PASSING_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final LockHandle handle;
    private final boolean triesBlock;
    private final JvmFile file;
    private final Consumer<OpenFile> onClose;
    private final AtomicInteger users = new AtomicInteger(1);

    /** Guards what follows, and that only one thread at a time works on the handle. */
    private final ReentrantLock mutex = new ReentrantLock();

    /** Written under the mutex; a look without it is as good as one a moment earlier. */
    private volatile @Nullable LockMode held;

    /** The lock is held for the next thread of this JVM, by nobody: written under the mutex, like {@link #held}. */
    private volatile boolean passedOn;

    private int passes;
    private long passingSince;

    /** A wait in the kernel owns the descriptor: a lock taken beside it would be converted by it. */
    private boolean waiting;

    private @Nullable Hold newest;

    /** Takes over a file that the backend opened (path not null) or adopted. */
    OpenFile(LockBackend backend, @Nullable Path path, LockHandle handle, Consumer<OpenFile> onClose) {
        this(backend, path, LockRange.WHOLE_FILE, handle, onClose);
    }

    private OpenFile(
            LockBackend backend, @Nullable Path path, LockRange range, LockHandle handle, Consumer<OpenFile> onClose) {
        this.backend = backend;
        this.path = path;
        this.range = range;
        this.handle = handle;
        this.triesBlock = handle.mayBlock();
        this.onClose = onClose;
        this.file = JvmFile.enter(backend, handle.identity(), range);
        file.add(this);
    }

    /** The same file once more, for some of its bytes. */
    OpenFile openRange(LockRange part, Consumer<OpenFile> whenClosed) throws IOException {
        return new OpenFile(backend, path, part, handle.openRange(part), whenClosed);
    }

    /** Counts one more user, unless the last one has gone. */
    boolean addUser() {
        return users.getAndUpdate(count -> count > 0 ? count + 1 : count) > 0;
    }

    /** Forgets an adopted channel that its owner closed: with it, the lock has gone, whoever still has a hold. */
    void abandon() {
        if (users.getAndSet(ABANDONED) > 0) {
            file.remove(this);
            file.leave();
        }
    }

    void removeUser() throws IOException {
        mutex.lock();
        try {
            leave();
        } finally {
            mutex.unlock();
        }
    }

    private void leave() throws IOException {
        if (users.decrementAndGet() == 0) {
            if (passedOn) {
                unlock(LockMode.EXCLUSIVE);
                file.signalHead();
            }
            file.remove(this);
            file.leave();
            onClose.accept(this);
            handle.close();
        }
    }

    /** One attempt, without waiting; null if a lock, or a wait for one on this descriptor, is in the way. */
    @Nullable
    Hold attempt(LockMode mode, @Nullable OpenLockFile via, @Nullable Thread owner) throws IOException {
        return attempt(mode, via, owner, true);
    }

    /** The same; on a helper thread where the operating system may take too long over it. */
    private @Nullable Hold attempt(Acquisition acquisition) throws IOException {
        LockMode mode = acquisition.waiter().mode;
        boolean here = !triesBlock || !acquisition.mayLeave();
        Hold hold = attempt(mode, acquisition.via(), acquisition.owner(), here);
        KernelWait call = here || hold != null ? null : startWait(() -> new UnboundedTry(handle, mode));
        if (call == null) {
            return hold;
        }
        long left = Math.max(SHORTEST_TRY_NANOS, acquisition.deadline().remainingNanos());
        return KernelWaits.run(this, call, acquisition, left);
    }

    private @Nullable Hold attempt(
            LockMode mode, @Nullable OpenLockFile via, @Nullable Thread owner, boolean asksTheSystem)
            throws IOException {
        LockMode now = held;
        if (now != null && !passedOn && isInTheWay(now, mode)) {
            if (via != null) {
                via.ensureOpen();
            }
            return null; // without keeping those who work on the descriptor from doing so
        }
        mutex.lock();
        try {
            if (via != null) {
                via.ensureOpen();
            }
            if (passedOn && mode == LockMode.EXCLUSIVE) {
                passedOn = false;
                return addHold(mode, via, owner);
            }
            if (held != null) {
                return isInTheWay(held, mode) ? null : addHold(mode, via, owner);
            }
            return asksTheSystem && !waiting && handle.tryLock(mode) ? locked(mode, via, owner) : null;
        } finally {
            mutex.unlock();
        }
    }

    private static boolean isInTheWay(LockMode held, LockMode wanted) {
        return held == LockMode.EXCLUSIVE || wanted == LockMode.EXCLUSIVE;
    }

    /** Notes that the descriptor has got a lock. */
    private Hold locked(LockMode mode, @Nullable OpenLockFile via, @Nullable Thread owner) {
        held = mode;
        passes = 0;
        if (!isAdopted()) {
            file.locked(mode);
        }
        return addHold(mode, via, owner);
    }

    private Hold addHold(LockMode mode, @Nullable OpenLockFile via, @Nullable Thread owner) {
        Hold hold = new Hold(this, mode, via, owner);
        hold.older = newest;
        if (newest != null) {
            newest.newer = hold;
        }
        newest = hold;
        users.incrementAndGet();
        return hold;
    }

    /** Acquires for the calling thread; null if the deadline passed. */
    @Nullable
    Hold acquire(LockMode mode, Deadline deadline, boolean interruptible, @Nullable OpenLockFile via)
            throws IOException, InterruptedException {
        if (interruptible && Thread.interrupted()) {
            throw new InterruptedException();
        }
        Thread self = Thread.currentThread();
        if (!deadline.allowsWaiting() || !file.mustQueue(mode)) {
            Hold hold = triesBlock && deadline.allowsWaiting()
                    ? attemptByWhoMayLeave(mode, deadline, interruptible, via)
                    : attempt(mode, via, self);
            if (hold != null || !deadline.allowsWaiting()) {
                return hold;
            }
        }
        if (!deadline.isTimed()) {
            refuseSelfDeadlock(mode, self);
        }
        Waiter.OfThread me = new Waiter.OfThread(this, mode, interruptible);
        file.enqueue(me);
        Hold hold = null;
        try {
            hold = await(new Acquisition(me, deadline, via, self));
            return hold;
        } finally {
            file.dequeue(me);
            if (hold == null) {
                unlockWhatNobodyTakes();
            }
            me.restoreInterrupt();
        }
    }

    private @Nullable Hold attemptByWhoMayLeave(
            LockMode mode, Deadline deadline, boolean interruptible, @Nullable OpenLockFile via)
            throws IOException, InterruptedException {
        Waiter.OfThread me = new Waiter.OfThread(this, mode, interruptible);
        Acquisition acquisition = new Acquisition(me, deadline, via, Thread.currentThread());
        try {
            return unlessLeft(acquisition, attempt(acquisition));
        } finally {
            me.restoreInterrupt();
        }
    }

    /** Whether even an attempt is more than a thread that must not block can make. */
    boolean triesBlock() {
        return triesBlock;
    }

    boolean mustQueue(LockMode mode) {
        return file.mustQueue(mode);
    }

    void enqueue(Waiter waiter) {
        file.enqueue(waiter);
    }

    void dequeue(Waiter waiter) {
        file.dequeue(waiter);
    }

    boolean isHead(Waiter waiter) {
        return file.isHead(waiter);
    }

    private void refuseSelfDeadlock(LockMode mode, Thread self) {
        Hold own = file.conflictingHoldOf(self, mode);
        if (own != null) {
            String what = own.mode() == LockMode.SHARED
                    ? "a shared lock cannot be upgraded to an exclusive one: release it first"
                    : "it would wait for itself for ever: release the lock first, or use readWriteLock, which is reentrant";
            throw new IllegalStateException("thread " + self.getName() + " already holds " + own.file + " in mode "
                    + own.mode() + " and asks for " + mode + (own.file.range.equals(range) ? "" : " on " + range) + "; "
                    + what);
        }
    }

    /** Waits in the queue, where the waiter is already; null if the deadline passed. */
    @Nullable
    Hold await(Acquisition acquisition) throws IOException, InterruptedException {
        Waiter me = acquisition.waiter();
        HeadOfQueue head = new HeadOfQueue(this, file, acquisition);
        while (true) {
            boolean lastAttempt = acquisition.deadline().hasPassed(); // what arrives at the last instant is a success
            Hold hold = null;
            if (lastAttempt || file.isHead(me)) {
                hold = attempt(acquisition);
                if (hold == null && !lastAttempt) {
                    hold = head.pause();
                }
            } else {
                me.await(acquisition.deadline().remainingNanos());
            }
            if (unlessLeft(acquisition, hold) != null || lastAttempt) {
                return hold;
            }
        }
    }

    /** Gives back what came for somebody who has left meanwhile. */
    private @Nullable Hold unlessLeft(Acquisition acquisition, @Nullable Hold hold)
            throws IOException, InterruptedException {
        boolean cancelled = acquisition.waiter().isCancelled();
        if (!cancelled && !acquisition.isClosed()) {
            return hold;
        }
        if (hold != null) {
            hold.close();
        }
        if (cancelled) {
            throw new InterruptedException();
        }
        throw closedWhileWaiting();
    }

    /** Lets a wait in the kernel have the descriptor for itself; null if it cannot have it, or there is no such wait. */
    @Nullable
    KernelWait startWait(LockMode mode) {
        return startWait(() -> handle.newWait(mode));
    }

    private @Nullable KernelWait startWait(Supplier<@Nullable KernelWait> newWait) {
        mutex.lock();
        try {
            KernelWait wait = held == null && !waiting ? newWait.get() : null;
            if (wait != null) {
                waiting = true;
                users.incrementAndGet(); // nobody may close the descriptor: its waiter would believe it has the lock
            }
            return wait;
        } finally {
            mutex.unlock();
        }
    }

    /** Takes the descriptor back from a wait that is done, with the lock if it got it. */
    @Nullable
    Hold endWait(RunningWait wait, Acquisition acquisition) throws IOException {
        mutex.lock();
        try {
            waiting = false;
            return wait.acquired() ? locked(acquisition.waiter().mode, acquisition.via(), acquisition.owner()) : null;
        } finally {
            leave();
            mutex.unlock();
        }
    }

    /** Takes the descriptor back from a wait that never began. */
    void abortWait() throws IOException {
        mutex.lock();
        try {
            waiting = false;
            leave();
        } finally {
            mutex.unlock();
        }
    }

    /** A wait that could not be cancelled has ended; nobody is interested any more. */
    void endAbandonedWait(boolean acquired) {
        mutex.lock();
        try {
            waiting = false;
            if (acquired) {
                handle.unlock();
            }
            leave();
        } catch (IOException e) {
            System.getLogger("io.github.portalocker")
                    .log(System.Logger.Level.WARNING, "a lock that came too late was not given back: " + this, e);
        } finally {
            mutex.unlock();
            file.signalHead();
        }
    }

    private LockException closedWhileWaiting() {
        return new LockException(
                Failure.of("lock", path, backend.name(), "the LockFile was closed while this thread waited", null));
    }

    /** The caller may close an adopted channel, and so release its lock, behind our back: no waiter may rely on us. */
    private boolean isAdopted() {
        return path == null;
    }

    /** The newest hold that the thread acquired. */
    @Nullable
    Hold holdOf(Thread thread) {
        mutex.lock();
        try {
            Hold hold = newest;
            while (hold != null && hold.owner != thread) {
                hold = hold.older;
            }
            return hold;
        } finally {
            mutex.unlock();
        }
    }

    /** The newest hold taken through this object (null: taken directly). */
    @Nullable
    Hold newestHold(@Nullable OpenLockFile via) {
        mutex.lock();
        try {
            Hold hold = newest;
            while (hold != null && hold.via != via) {
                hold = hold.older;
            }
            return hold;
        } finally {
            mutex.unlock();
        }
    }

    void release(Hold hold) throws IOException {
        mutex.lock();
        try {
            if (hold.released) {
                return;
            }
            boolean last = hold.older == null && hold.newer == null;
            if (last && mayPassOn(hold)) {
                passedOn = true;
            } else if (last) {
                unlock(hold.mode());
            }
            hold.released = true;
            unlink(hold);
            if (hold.channel != null && !isAdopted()) {
                hold.channel.close();
            }
            leave();
        } finally {
            mutex.unlock();
            file.signalHead();
        }
    }

    /** A thread that waits for this descriptor can have its lock as it is, without two system calls. */
    private boolean mayPassOn(Hold hold) {
        if (hold.mode() != LockMode.EXCLUSIVE || !file.headWaitsFor(this)) {
            return false;
        }
        long now = System.nanoTime();
        if (passes++ == 0) {
            passingSince = now;
        }
        return passes <= MOST_PASSES && now - passingSince < LONGEST_PASSING_NANOS;
    }

    private void unlock(LockMode mode) throws IOException {
        handle.unlock();
        passedOn = false;
        held = null;
        if (!isAdopted()) {
            file.unlocked(mode);
        }
    }

    /** A waiter has left the queue with empty hands: nobody may be there to take what was passed on. */
    void unlockWhatNobodyTakes() throws IOException {
        mutex.lock();
        try {
            if (passedOn && !file.headWaitsFor(this)) {
                unlock(LockMode.EXCLUSIVE);
            }
        } finally {
            mutex.unlock();
            file.signalHead();
        }
    }

    private void unlink(Hold hold) {
        if (hold.newer == null) {
            newest = hold.older;
        } else {
            hold.newer.older = hold.older;
        }
        if (hold.older != null) {
            hold.older.newer = hold.newer;
        }
    }

    FileChannel channel(Hold hold) throws IOException {
        mutex.lock();
        try {
            if (hold.released) {
                throw new IllegalStateException("the lock on " + this + " was released");
            }
            if (hold.channel == null || !hold.channel.isOpen()) {
                hold.channel = handle.channel();
            }
            return hold.channel;
        } finally {
            mutex.unlock();
        }
    }

    /** Whether the path still names the file that is open here. */
    boolean isCurrent() throws IOException {
        return handle.namesSameFile();
    }

    /** Whether the lock is still there, as far as can be known; not under the mutex, because a server may take its time. */
    boolean isStillLocked(LockMode mode) throws IOException {
        if (!addUser()) { // so that the descriptor stays open
            return false;
        }
        try {
            return handle.isStillLocked(mode);
        } finally {
            removeUser();
        }
    }

    void wakeWaiters() {
        file.signalAll();
    }

    @Override
    public String toString() {
        String what = range.equals(LockRange.WHOLE_FILE) ? "" : range + " of ";
        return what + (path == null ? "a channel" : path.toString()) + " (" + backend.name() + ")";
    }
}
