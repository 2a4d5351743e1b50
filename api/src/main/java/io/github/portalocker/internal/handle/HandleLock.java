package io.github.portalocker.internal.handle;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import io.github.portalocker.LockLoss;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.log.Log;
import io.github.portalocker.internal.queue.LockQueue;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.LockScope;
import io.github.portalocker.internal.queue.Monopoly;
import io.github.portalocker.internal.threads.LockThreads;
import io.github.portalocker.internal.threads.Retry;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/**
 * The one lock of the operating system that a descriptor carries, and who holds it. Threads wait here only for the mutex, no
 * longer than the system calls on this descriptor take; attempts that ask a server are made outside it.
 *
 * <p>At any time outside the mutex, the descriptor is in one of these states:
 * <ul>
 * <li>free: not held, no holds;
 * <li>held: in one mode, with one hold if exclusive, with any number of them, counted, if shared;
 * <li>handed off: held exclusively, but without a hold. The operating system was not told of the last release, because the first
 *     waiter of the file wants this very lock; the next exclusive attempt on this descriptor gets it;
 * <li>left over: held without a hold, too, because the release of a lock has failed that no caller has. The release is tried
 *     again until it succeeds, a caller wants this lock and gets it, or the descriptor is closed;
 * <li>waited for: not held, no holds, and a wait in the kernel, or an attempt that a server may take its time over, has the
 *     descriptor for itself. It would convert a lock taken beside it;
 * <li>lost: a server has dropped the lock, and the handle knows it. The holds are still there, without a lock. The descriptor gets
 *     no other one: acquisitions go on with a fresh descriptor. An adopted channel has no other descriptor; there, the lock is
 *     released with its last hold, as any other.
 * </ul>
 *
 * <p>A lock that was handed off never outlives the waiter that it was meant for: every waiter that leaves the queue calls
 * {@link #unlockUntaken} afterwards, also with a hold, which may have been released, and handed off to this very waiter, before it
 * left. Both that and {@link #release} look at the queue under the mutex, so that one of the two sees the other.
 *
 * <p>Within the mutex, the monitors of {@link LockQueue} and of the maps of open files may be taken, never the other way round;
 * a waiter is signalled outside it, because that can take the mutex of another descriptor.
 */
public final class HandleLock {
    /** The mutex publishes what is written under it; a full fence besides would only cost time. */
    private static final AtomicReferenceFieldUpdater<HandleLock, LockMode> HELD =
            AtomicReferenceFieldUpdater.newUpdater(HandleLock.class, LockMode.class, "held");

    private final OpenLock open;
    private final LockHandle handle;
    private final LockQueue queue;
    private final boolean triesBlock;
    private final boolean mayHandOff;

    /** Guards what follows, and that only one thread at a time works on the handle, but for a wait in the kernel. */
    private final ReentrantLock mutex = new ReentrantLock();

    /** Signalled when an attempt outside the mutex has its answer; null where no attempt takes long. */
    private final @Nullable Condition answered;

    /** Written under the mutex, after {@link #grant}; a look without it is as good as one a moment earlier. */
    private volatile @Nullable LockMode held;

    /** The newest lock; written under the mutex. */
    private @Nullable Grant grant;

    /** Passed on or left over; written under the mutex, like {@link #held}. */
    private volatile boolean passedOn;

    /** Whether what was left over will be released later; guarded by the mutex. */
    private boolean retrying;

    /** Written under the mutex; once true, it stays so. */
    private volatile boolean lost;

    private boolean waitedFor;

    /** Whether an attempt or a release is under way that does not end before its answer; guarded by the mutex. */
    private boolean trying;

    private final HoldList<Hold> holds = new HoldList<>();

    /** How often a lock was handed off; null until that happens. */
    private @Nullable HandOffBudget passing;

    /** The queue's, once this lock was released: before, this JVM has kept it from no other process. */
    private volatile @Nullable Monopoly monopoly;

    /** Null where shared locks may be joined at any time. */
    private final @Nullable JoinBudget joining;

    HandleLock(OpenLock open, LockHandle handle) {
        this.open = open;
        this.handle = handle;
        this.queue = open.queue;
        this.triesBlock = handle.mayBlock();
        this.mayHandOff = handle.mayHandOff();
        this.joining = mayHandOff ? null : new JoinBudget();
        this.answered = triesBlock ? mutex.newCondition() : null;
    }

    /** Whether even an attempt is more than a thread that must not block can make. */
    public boolean triesBlock() {
        return triesBlock;
    }

    /**
     * One attempt, without waiting; null if a lock, or a wait for one on this descriptor, is in the way, or what it is asked
     * for through has been closed.
     */
    @Nullable
    public Hold attempt(LockRequest request) throws IOException {
        return attempt(request, true);
    }

    /** What can be had without asking the operating system. */
    @Nullable
    public Hold join(LockRequest request) throws IOException {
        return attempt(request, false);
    }

    private @Nullable Hold attempt(LockRequest request, boolean asksTheSystem) throws IOException {
        LockMode mode = request.mode();
        LockMode now = held;
        if (now != null && noteLoss()) {
            return null;
        }
        if (now != null && !passedOn && LockQueue.isInTheWay(now, mode)) {
            return null; // without taking the mutex from threads at work on the descriptor
        }
        boolean othersWentFirst = now == null && asksTheSystem && letOthersGoFirst();
        mutex.lock();
        try {
            while (answered != null && trying && asksTheSystem) {
                answered.awaitUninterruptibly(); // this caller can wait for a server, and for another's attempt as well
            }
            if (request.isClosed()) {
                return null; // once closed, it stays so, and looks for holds to release under the mutex
            }
            if (open.isAbandoned()) {
                throw new ClosedChannelException();
            }
            if (lost || (held != null && isKnownLost())) {
                return null; // what excludes nothing is neither handed over nor joined
            }
            if (passedOn && mode == held) {
                passedOn = false;
                return addHold(request);
            }
            if (held != null) {
                return LockQueue.isInTheWay(held, mode) || !mayJoin(request) ? null : addHold(request);
            }
            if (!asksTheSystem || waitedFor) {
                return null;
            }
            if (triesBlock) {
                return askServer(request, othersWentFirst);
            }
            Grant given = handle.tryLock(mode);
            if (given == null) {
                refused();
                return null;
            }
            granted(othersWentFirst);
            return locked(given, request);
        } finally {
            mutex.unlock();
        }
    }

    private boolean letOthersGoFirst() {
        Monopoly own = monopoly;
        return own != null && own.letOthersGoFirst();
    }

    private void refused() {
        if (monopoly != null) {
            monopoly.refused();
        }
    }

    private void granted(boolean othersWentFirst) {
        if (monopoly != null) {
            monopoly.granted(othersWentFirst);
        }
    }

    private boolean mayJoin(LockRequest request) {
        return !trying && isWithinBudget(request);
    }

    /** Under the mutex. A thread that has the lock already must get it again: it would wait for itself. */
    private boolean isWithinBudget(LockRequest request) {
        Thread owner = request.owner();
        return joining == null || joining.oneMore() || (owner != null && holds.newestOf(owner) != null);
    }

    /**
     * Under the mutex, but for the attempt itself: a server may take its time, for which threads that have a deadline, or can be
     * interrupted, must not wait.
     */
    private @Nullable Hold askServer(LockRequest request, boolean othersWentFirst) throws IOException {
        waitedFor = true;
        trying = true;
        open.addAnotherUser();
        try {
            Grant given = tryOutsideMutex(request.mode());
            if (given == null) {
                refused();
                return null;
            }
            if (open.isAbandoned() || request.isClosed()) {
                keepIfNotReleased(given, request.mode(), releaseTooLate(given));
                return null;
            }
            granted(othersWentFirst);
            return locked(given, request);
        } finally {
            takeBack();
        }
    }

    private @Nullable Grant tryOutsideMutex(LockMode mode) throws IOException {
        mutex.unlock();
        try {
            return handle.tryLock(mode);
        } finally {
            mutex.lock();
            trying = false;
            Objects.requireNonNull(answered).signalAll();
        }
    }

    /** The mode of the lock that it excludes others by; null for none. */
    @Nullable
    LockMode heldUnlessLost() {
        return lost ? null : held;
    }

    /** Under the mutex. */
    boolean hasHolds() {
        return !holds.isEmpty();
    }

    /** The newest lock. */
    Grant grant() {
        return Objects.requireNonNull(grant);
    }

    private boolean isKnownLost() {
        Grant newest = grant;
        return newest != null && newest.isKnownLost();
    }

    /** Notes that the operating system has given the lock. */
    private Hold locked(Grant given, LockRequest request) {
        LockMode mode = request.mode();
        grant = given;
        HELD.lazySet(this, mode);
        if (passing != null) {
            passing.restart();
        }
        if (joining != null) {
            joining.restart();
        }
        try {
            if (triesBlock) {
                given.onLoss(() -> LockThreads.runOnAny(this::noteLoss));
            }
            return addHold(request);
        } catch (RuntimeException | Error e) {
            passedOn = true;
            noteLeftOver(e);
            throw e;
        }
    }

    private Hold addHold(LockRequest request) {
        Hold hold = open.newHold(request);
        holds.add(hold);
        return hold;
    }

    /** Once this has thrown, the hold is still one, unless the descriptor could not be closed. */
    public void release(Hold hold) throws IOException {
        mutex.lock();
        try {
            while (answered != null && trying) {
                answered.awaitUninterruptibly(); // for the release by another thread
            }
            if (hold.isReleased()) {
                return;
            }
            boolean last = HoldList.isOnly(hold);
            markIfLost();
            if (last && mayPassOn(hold)) {
                passedOn = true;
            } else if (last) {
                unlock(triesBlock && !open.isAbandoned());
            }
            hold.setReleased();
            holds.remove(hold);
            try {
                hold.closeViews();
            } finally {
                open.closeIfUnused();
            }
        } finally {
            mutex.unlock();
            queue.signalHead();
            hold.tellIfReleased();
        }
    }

    /** Releases a hold that no caller has. If that fails, it is tried again later: no caller can do it. */
    public void discard(Hold hold) {
        try {
            release(hold);
        } catch (IOException | RuntimeException | Error e) {
            disown(hold, e);
        }
    }

    private void disown(Hold hold, Throwable failure) {
        mutex.lock();
        try {
            if (!hold.isReleased()) {
                hold.setReleased();
                passedOn = HoldList.isOnly(hold) && !lost;
                holds.remove(hold);
                noteLeftOver(failure);
                open.closeIfUnused();
            }
        } catch (IOException | RuntimeException | Error e) {
            failure.addSuppressed(e);
        } finally {
            mutex.unlock();
            queue.signalHead();
            hold.tellIfReleased();
        }
    }

    /** Under the mutex: no caller can be told that the lock was not released. */
    void noteLeftOver(Throwable failure) {
        Log.warn(() -> "a lock that is not wanted any more was not released, which is tried again: " + open, failure);
        if (passedOn && !retrying && Retry.start(this::giveBack)) {
            retrying = true;
            if (open.isAdopted()) {
                open.addAnotherUser(); // closing our handle would not release the lock
            }
        }
    }

    /** Whether there is nothing left to release. */
    private boolean giveBack() {
        mutex.lock();
        try {
            unlockUnlessForTheHead();
        } catch (IOException | RuntimeException | Error e) {
            mutex.unlock();
            return false;
        }
        try {
            retrying = false;
            if (open.isAdopted()) {
                open.leave();
            }
        } catch (IOException | RuntimeException | Error e) {
            Log.warn(() -> "a channel was not left: " + open, e);
        } finally {
            mutex.unlock();
            queue.signalHead();
        }
        return true;
    }

    /** A thread that waits for this descriptor can have its lock as it is, without two system calls. */
    private boolean mayPassOn(Hold hold) {
        return mayHandOff
                && hold.mode() == LockMode.EXCLUSIVE
                && queue.headWaitsFor(open)
                && !isKnownLost()
                && passing().oneMore();
    }

    private HandOffBudget passing() {
        if (passing == null) {
            passing = new HandOffBudget();
        }
        return passing;
    }

    private void unlock(boolean outsideMutex) throws IOException {
        try {
            if (outsideMutex) {
                releaseOutsideMutex();
            } else if (!open.isAbandoned()) {
                grant().release();
            }
        } catch (IOException e) {
            if (!isKnownLost()) {
                throw e;
            } // a lock that the server has dropped need not be released
        }
        unlocked();
    }

    /** A server may take its time, for which threads that have a deadline, or can be interrupted, must not wait. */
    private void releaseOutsideMutex() throws IOException {
        Grant newest = grant();
        waitedFor = true;
        trying = true;
        mutex.unlock();
        try {
            newest.release();
        } finally {
            mutex.lock();
            trying = false;
            waitedFor = false;
            Objects.requireNonNull(answered).signalAll();
            if (open.isAbandoned()) {
                handle.close(); // as was due when that happened
            }
        }
    }

    private void unlocked() {
        if (monopoly == null && !(open.isOnlyHeld() && queue.hasOneMember())) { // else this is the end of both
            monopoly = queue.monopoly();
        }
        if (monopoly != null) {
            monopoly.released();
        }
        if (passedOn) {
            passedOn = false;
        }
        HELD.lazySet(this, null);
    }

    /** Whether the lock of this descriptor was lost, so that an acquisition needs a fresh descriptor. */
    public boolean isLost() {
        return lost;
    }

    /**
     * Whether an acquisition needs another handle, which asks the server: the lock of this one was lost, or others have it and share it no
     * longer, though nothing conflicts.
     */
    public boolean isOfNoUseTo(LockRequest request) {
        if (lost || joining == null || request.mode() != LockMode.SHARED || held != LockMode.SHARED) {
            return lost;
        }
        mutex.lock();
        try {
            return lost || (held == LockMode.SHARED && !passedOn && !isWithinBudget(request));
        } finally {
            mutex.unlock();
        }
    }

    /**
     * Looks whether the handle knows that its lock was lost; if so, the lock counts no longer, and its waiters try again.
     *
     * @return whether it was lost
     */
    boolean noteLoss() {
        if (lost) {
            return true; // without asking the handle, which may be closed
        }
        if (!isKnownLost()) {
            return false;
        }
        boolean isNews;
        mutex.lock();
        try {
            isNews = markIfLost();
            tellOfLoss();
        } finally {
            mutex.unlock();
        }
        if (isNews) {
            queue.signalAll();
        }
        return true;
    }

    /** Under the mutex. Each holder on a thread of its own: what one does with the news must not keep it from others. */
    private void tellOfLoss() {
        holds.forEach(hold -> {
            Runnable telling = hold.tellingLoss();
            if (telling != null) {
                LockThreads.runOnAny(telling);
            }
        });
    }

    /** What completes when the lock is found to be lost. */
    CompletableFuture<LockLoss> lossOf(Hold hold) {
        mutex.lock();
        try {
            CompletableFuture<LockLoss> loss = hold.loss();
            if (!hold.isReleased() && (lost || (held != null && isKnownLost()))) {
                tellOfLoss();
            }
            return loss;
        } finally {
            mutex.unlock();
        }
    }

    /** Under the mutex; true the first time. */
    private boolean markIfLost() {
        if (lost || held == null || open.isAdopted() || !isKnownLost()) {
            return false;
        }
        lost = true;
        tellOfLoss();
        passedOn = false;
        queue.remove(open);
        return true;
    }

    /** A waiter has left the queue, with a hold or without: releases a lock that was handed off to it. */
    public void unlockUntaken(boolean hasHold) {
        boolean mayServeOthers = !hasHold;
        mutex.lock();
        try {
            mayServeOthers |= passedOn;
            unlockUnlessForTheHead();
        } catch (IOException | RuntimeException | Error e) {
            noteLeftOver(e);
        } finally {
            mutex.unlock();
            if (mayServeOthers) {
                queue.signalHead();
            }
        }
    }

    /** Under the mutex. */
    private void unlockUnlessForTheHead() throws IOException {
        if (passedOn && (held == LockMode.SHARED || !queue.headWaitsFor(open))) {
            unlock(false);
        }
    }

    /**
     * Under the mutex, before the descriptor may be closed.
     *
     * @return what that failed with
     */
    @Nullable
    Throwable unlockBeforeClose() {
        try {
            if (passedOn) {
                unlock(false);
            }
            return null;
        } catch (IOException | RuntimeException | Error e) {
            return e;
        }
    }

    /** Under the mutex: the descriptor is closed now, which releases what could not be unlocked. */
    void closes(@Nullable Throwable failure) {
        if (failure != null) {
            Log.warn(() -> "a lock was released only by closing its file: " + open, failure);
            unlocked();
        }
    }

    /** The caller has closed the channel, and the lock has gone with it. */
    public void abandon() throws IOException {
        mutex.lock();
        try {
            if (open.abandon() && !waitedFor) {
                handle.close();
            }
        } finally {
            mutex.unlock();
        }
    }

    /** One user of the descriptor less; the last one releases what was handed off. */
    public void removeUser() throws IOException {
        boolean hadPassedOn = false;
        mutex.lock();
        try {
            hadPassedOn = passedOn;
            open.leave();
        } finally {
            mutex.unlock();
            if (hadPassedOn) {
                queue.signalHead();
            }
        }
    }

    /**
     * Lets a wait in the kernel have the descriptor for itself; null if it cannot have it, or there is no such wait, or what the
     * lock is asked for through has been closed, and the descriptor perhaps with it.
     */
    @Nullable
    public Lease startWait(LockRequest request, Function<LockHandle, @Nullable PendingWait> newWait) {
        mutex.lock();
        try {
            boolean free = held == null && !lost && !waitedFor && !open.isAbandoned();
            PendingWait wait = free && !request.isClosed() ? newWait.apply(handle) : null;
            if (wait == null) {
                return null;
            }
            waitedFor = true;
            open.addAnotherUser(); // so that the descriptor stays open
            return new Lease(this, request, wait);
        } finally {
            mutex.unlock();
        }
    }

    /** Takes the descriptor back from a wait that is done, with the lock if it got it. */
    @Nullable
    Hold endWait(Lease.Outcome wait, LockRequest request) throws IOException {
        mutex.lock();
        try {
            Grant given = wait.grant();
            if (given == null || open.isAbandoned()) {
                return null;
            }
            if (monopoly != null) {
                monopoly.grantedAfterWait();
            }
            return locked(given, request);
        } finally {
            try {
                takeBack();
            } finally {
                mutex.unlock();
            }
        }
    }

    /** Under the mutex: the wait that had the descriptor for itself has ended. */
    private void takeBack() throws IOException {
        waitedFor = false;
        if (open.isAbandoned()) {
            handle.close(); // as was due when that happened
        }
        open.leave();
    }

    /**
     * A wait that could not be cancelled has ended, or one that never began: its thread has left.
     *
     * @param given the lock that it got; null for none
     */
    void endAbandonedWait(@Nullable Grant given, LockMode mode) {
        // a server may take its time, for which others must not wait; the handle is still for this wait alone
        Throwable early = given != null && triesBlock ? release(given) : null;
        mutex.lock();
        try {
            if (given != null) {
                keepIfNotReleased(given, mode, triesBlock ? early : release(given));
            }
            takeBack();
        } catch (IOException | RuntimeException | Error e) { // no caller can be told
            Log.warn(() -> "a file was not closed after a wait that was abandoned: " + open, e);
        } finally {
            mutex.unlock();
            queue.signalHead();
        }
    }

    /** Under the mutex, but for the release itself; the handle is for the caller alone. */
    private @Nullable Throwable releaseTooLate(Grant given) {
        trying = true;
        mutex.unlock();
        try {
            return release(given);
        } finally {
            mutex.lock();
            trying = false;
            Objects.requireNonNull(answered).signalAll();
        }
    }

    /** A lock that no caller gets; returns what the release failed with. */
    private @Nullable Throwable release(Grant given) {
        try {
            if (!open.isAbandoned()) {
                given.release();
            }
            return null;
        } catch (IOException | RuntimeException | Error e) {
            return given.isKnownLost() ? null : e;
        }
    }

    /** Under the mutex. */
    private void keepIfNotReleased(Grant given, LockMode mode, @Nullable Throwable failure) {
        if (failure != null) {
            grant = given;
            held = mode;
            passedOn = true;
            noteLeftOver(failure);
        }
    }

    /** The newest hold that the thread acquired. */
    @Nullable
    Hold holdOf(Thread thread) {
        mutex.lock();
        try {
            return holds.newestOf(thread);
        } finally {
            mutex.unlock();
        }
    }

    /** The newest hold taken in this scope (null: in none). */
    @Nullable
    public Hold newestHold(@Nullable LockScope scope) {
        mutex.lock();
        try {
            return holds.newestIn(scope);
        } finally {
            mutex.unlock();
        }
    }

    /** Does something on the handle that is allowed only while the hold is one. */
    <T> T whileHeld(Hold hold, Action<T> action) throws IOException {
        mutex.lock();
        try {
            if (hold.isReleased()) {
                throw new IllegalStateException("the lock on " + open + " was released");
            }
            return action.run();
        } finally {
            mutex.unlock();
        }
    }

    /** Something that a handle is asked for. */
    interface Action<T> {
        T run() throws IOException;
    }
}
