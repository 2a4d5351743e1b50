package io.github.portalocker.internal.queue;

import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM knows of one file, or one range of its bytes, under one backend: its open descriptors, the locks held here, and
 * the waiters.
 *
 * <p>It decides nothing about exclusion, which is the operating system's; it only spares system calls: a thread that waits
 * for another thread of this JVM parks here, and at most one thread per file, the head of the queue, looks out for other
 * processes.
 */
public final class LockQueue {
    private static final ConcurrentHashMap<Key, LockQueue> FILES = new ConcurrentHashMap<>();

    /** How many of {@link #FILES} may overlap others: for less than a whole file, or for a channel on a file not known at first. */
    private static final AtomicInteger OVERLAPPING = new AtomicInteger();

    private final Key key;
    /** Guarded by {@link #FILES}, through its compute functions. */
    private int references;

    private volatile List<Member> members = List.of(); // written under this; the lists do not change
    private @Nullable Monopoly monopoly; // guarded by this
    private @Nullable ArrayDeque<Waiter> queue; // guarded by this
    private int waitingWriters; // guarded by this
    private volatile @Nullable Waiter head;
    private volatile boolean writerWaits;
    private volatile boolean headIsImpatient;

    /** A descriptor of this JVM that is open on the file. */
    public interface Member {
        /** What identifies the file, as far as the backend knows by now. */
        Object identity();

        LockRange range();

        /** The mode of a lock that keeps other descriptors of this JVM from theirs; null for none. */
        @Nullable
        LockMode heldFromOthers();

        /** In which mode the thread holds its lock; null if it does not. */
        @Nullable
        LockMode heldBy(Thread thread);

        /** How long a waiter may park before it must look around. */
        long longestParkNanos();
    }

    private record Key(Object space, Object identity, LockRange range) {
        // written out, like hashCode: the first one that Java generates takes it 20 ms
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && space.equals(key.space)
                    && identity.equals(key.identity)
                    && range.equals(key.range);
        }

        @Override
        public int hashCode() {
            return (31 * space.hashCode() + identity.hashCode()) * 31 + range.hashCode();
        }

        /** Where the backend cannot see which file a channel is on, the channel itself stands for it. */
        boolean isProvisional() {
            return identity instanceof FileChannel;
        }

        boolean mayOverlapOthers() {
            return isProvisional() || !range.equals(LockRange.WHOLE_FILE);
        }
    }

    private LockQueue(Key key) {
        this.key = key;
    }

    /** The one object for these bytes of this file, kept until as many calls of {@link #leave}. */
    public static LockQueue enter(Object space, Object identity, LockRange range) {
        Key wanted = new Key(space, identity, range);
        if (wanted.mayOverlapOthers()) {
            OVERLAPPING.incrementAndGet();
        }
        return FILES.compute(wanted, (key, present) -> {
            LockQueue file = present == null ? new LockQueue(key) : present;
            file.references++;
            return file;
        });
    }

    public void leave() {
        FILES.computeIfPresent(key, (k, file) -> --file.references == 0 ? null : file);
        if (key.mayOverlapOthers()) {
            OVERLAPPING.decrementAndGet();
        }
    }

    /** This one and those for other bytes of the same file that overlap it, or for channels that are known to be on it by now. */
    private Collection<LockQueue> overlapping() {
        if (OVERLAPPING.get() == 0) {
            return List.of(this);
        }
        Object identity = identity();
        return FILES.values().stream()
                .filter(other -> key.range.overlaps(other.key.range)
                        && key.space.equals(other.key.space)
                        && identity.equals(other.identity()))
                .toList();
    }

    /** What identifies the file, as far as the backend knows by now. */
    private Object identity() {
        return key.isProvisional()
                ? members.stream().findAny().map(Member::identity).orElse(key.identity)
                : key.identity;
    }

    public synchronized void add(Member member) {
        members = members.isEmpty()
                ? List.of(member)
                : Stream.concat(members.stream(), Stream.of(member)).toList();
    }

    public synchronized void remove(Member member) {
        if (members.size() == 1 && members.get(0) == member) { // nearly always
            members = List.of();
        } else {
            members = members.stream().filter(other -> other != member).toList();
        }
    }

    /** Whether there is no more than one descriptor. */
    public boolean hasOneMember() {
        return members.size() <= 1;
    }

    /** How long this JVM has kept others from the lock. */
    public synchronized Monopoly monopoly() {
        if (monopoly == null) {
            monopoly = new Monopoly();
        }
        return monopoly;
    }

    /**
     * Whether a lock of this JVM is in the way of such a lock on another descriptor.
     *
     * <p>A waiter that asks after {@link #enqueue} misses no release: the thread that releases calls {@link #signalHead} only after
     * it has left the mutex under which it has released.
     */
    public boolean conflicts(LockMode mode) {
        for (Member member : members) {
            LockMode held = member.heldFromOthers();
            if (held != null && isInTheWay(held, mode)) {
                return true;
            }
        }
        return false;
    }

    /** Whether two locks exclude each other. */
    public static boolean isInTheWay(LockMode held, LockMode wanted) {
        return held == LockMode.EXCLUSIVE || wanted == LockMode.EXCLUSIVE;
    }

    /** The descriptor whose lock, which this thread holds, a lock of the given mode would have to wait for. */
    @Nullable
    public Member conflictingWith(Thread thread, LockMode mode) {
        for (LockQueue queue : overlapping()) {
            for (Member member : queue.members) {
                LockMode held = member.heldBy(thread);
                if (held != null && isInTheWay(held, mode)) {
                    return member;
                }
            }
        }
        return null;
    }

    private boolean isHeldBy(Thread thread) {
        return overlapping().stream()
                .flatMap(queue -> queue.members.stream())
                .anyMatch(member -> member.heldBy(thread) != null);
    }

    /**
     * Whether a thread that has just come must queue instead of trying its luck.
     *
     * <p>Overtaking is what makes locks fast, so it is allowed, but for two cases: readers do not overtake a writer that
     * waits, and no thread overtakes a head of the queue that lost too often. A thread that holds the file already may always
     * try: otherwise it would wait for a thread that waits for it.
     */
    public boolean mustQueue(LockMode mode) {
        if (head == null) {
            return false;
        }
        return (headIsImpatient || (writerWaits && mode == LockMode.SHARED)) && !isHeldBy(Thread.currentThread());
    }

    public synchronized void enqueue(Waiter waiter) {
        if (queue == null) {
            queue = new ArrayDeque<>(4);
        }
        queue.addLast(waiter);
        if (waiter.mode == LockMode.EXCLUSIVE) {
            waitingWriters++;
            writerWaits = true;
        }
        head = queue.peekFirst();
    }

    /** Takes a waiter out, and wakes the next one if nothing of this JVM is in its way. */
    public void dequeue(Waiter waiter) {
        Waiter next;
        synchronized (this) {
            ArrayDeque<Waiter> waiters = queue;
            if (waiters == null || !waiters.remove(waiter)) {
                return;
            }
            if (waiter == head) {
                headIsImpatient = false;
            }
            if (waiter.mode == LockMode.EXCLUSIVE) {
                waitingWriters--;
                writerWaits = waitingWriters > 0;
            }
            next = waiters.peekFirst();
            if (next == null) {
                queue = null;
            }
            head = next;
        }
        if (next != null && !conflicts(next.mode)) {
            next.signal();
        }
    }

    public boolean isHead(Waiter waiter) {
        return head == waiter;
    }

    /** Whether the first waiter wants this very descriptor's lock, exclusively. */
    public boolean headWaitsFor(Member descriptor) {
        Waiter first = head;
        return first != null && first.wanted == descriptor && first.mode == LockMode.EXCLUSIVE;
    }

    public void headIsImpatient() {
        headIsImpatient = true;
    }

    /** A lock of this JVM was released. */
    public void signalHead() {
        Waiter first = head;
        if (first != null) {
            first.signal();
        }
    }

    /** Something that any waiter may care about has happened. */
    public void signalAll() {
        List<Waiter> waiters;
        synchronized (this) {
            waiters = queue == null ? List.of() : List.copyOf(queue);
        }
        waiters.forEach(Waiter::signal);
    }
}
