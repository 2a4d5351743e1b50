package io.github.portalocker.tck;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;

/**
 * Finds any two that hold a lock at the same time: a cell that the exclusive holder must be able to take, and a count
 * of those who share it. It knows nothing of the lock: it is memory, of one JVM or of several that map the same file.
 *
 * @since 0.1.0
 */
public final class Judge {
    private static final VarHandle CELL = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int OWNER = 0;
    private static final int SHARERS = 8;
    private static final int ACCUSED = 16;
    private static final int OVERLAPS = 24;
    private static final int HOLDS = 32;
    private static final int SIZE = 40;

    private static final AtomicInteger LAST_HOLD = new AtomicInteger();

    private final ByteBuffer memory;

    private Judge(ByteBuffer memory) {
        this.memory = memory.order(ByteOrder.nativeOrder());
    }

    /** For the threads of this JVM. */
    public static Judge ofThreads() {
        return new Judge(ByteBuffer.allocateDirect(SIZE));
    }

    /** For the threads of all processes that name the same file, which is created when it is missing. */
    public static Judge ofProcesses(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            return new Judge(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
        }
    }

    /** What processes have written into their file so far; without keeping it mapped, which Windows takes for being in use. */
    public static Judge copyOf(Path file) throws IOException {
        Judge copy = ofThreads();
        copy.memory.duplicate().put(Files.readAllBytes(file));
        return copy;
    }

    /** Watches over one hold while something is done under it. */
    public void watch(HeldLock lock, Runnable work) {
        if (lock.mode() == LockMode.SHARED) {
            CELL.getAndAdd(memory, SHARERS, 1L);
            count(alone() == 0);
            work.run();
            count(alone() == 0);
            CELL.getAndAdd(memory, SHARERS, -1L);
        } else {
            long me = me();
            count(CELL.compareAndSet(memory, OWNER, 0L, me) && sharers() == 0);
            work.run();
            count(CELL.compareAndSet(memory, OWNER, me, 0L) && sharers() == 0);
        }
        CELL.getAndAdd(memory, HOLDS, 1L);
    }

    /** Watches over one hold that lasts for a moment. */
    public void watch(HeldLock lock) {
        watch(lock, Thread::onSpinWait);
    }

    /**
     * Watches over an exclusive hold whose file may be replaced at any time: two may hold then, but of two files, and
     * not both of them the one that the path names.
     */
    public void watchValid(HeldLock lock, Runnable work) throws IOException {
        long me = me();
        long other = (long) CELL.compareAndExchange(memory, OWNER, 0L, me);
        if (other != 0 && lock.isValid()) {
            CELL.setVolatile(memory, ACCUSED, other);
        }
        work.run();
        if (other == 0) {
            boolean accused = CELL.compareAndSet(memory, ACCUSED, me, 0L);
            count(!accused || !lock.isValid());
            CELL.compareAndSet(memory, OWNER, me, 0L);
        }
        CELL.getAndAdd(memory, HOLDS, 1L);
    }

    private void count(boolean innocent) {
        if (!innocent) {
            CELL.getAndAdd(memory, OVERLAPS, 1L);
        }
    }

    /** A name for this hold that no other one has, of any process. */
    private static long me() {
        return (ProcessHandle.current().pid() << 32) | (LAST_HOLD.incrementAndGet() & 0xffff_ffffL);
    }

    private long alone() {
        return (long) CELL.getVolatile(memory, OWNER);
    }

    private long sharers() {
        return (long) CELL.getVolatile(memory, SHARERS);
    }

    /** How many violations were seen in all. */
    public long overlaps() {
        return (long) CELL.getVolatile(memory, OVERLAPS);
    }

    /** How many holds were watched over. */
    public long holds() {
        return (long) CELL.getVolatile(memory, HOLDS);
    }
}
