package io.github.portalocker.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Native memory for the time of one call: for errno, a path and a struct.
 *
 * <p>Each platform thread keeps its own, which costs the least. Virtual threads, of which there may be a million, borrow from a
 * small pool: such a thread finds its slot empty only if another one is inside a call; then it takes the next one or, when that
 * is out too, makes new memory, which the garbage collector frees.
 */
final class Scratch {
    /** A path and its NUL byte; longer ones are refused by the kernel. */
    private static final int PATH_SIZE = 4096;

    /** The largest struct. */
    private static final int STRUCT_SIZE = 512;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = STATE.byteOffset(PathElement.groupElement("errno"));

    private static final int SLOTS = slots();

    /** References this far apart are in different cache lines. */
    private static final int SPACING = 32;

    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);
    private static final AtomicReferenceArray<Scratch> POOL = new AtomicReferenceArray<>(SLOTS * SPACING);

    /** Where errno goes: the first argument of every call. */
    final MemorySegment state;

    private final MemorySegment path;
    private final MemorySegment struct;

    private Scratch() {
        Arena arena = Arena.ofAuto(); // unlike a shared arena, it is not counted up and down around each call
        this.state = arena.allocate(STATE);
        this.path = arena.allocate(PATH_SIZE);
        this.struct = arena.allocate(STRUCT_SIZE, Long.BYTES);
    }

    private static int slots() {
        int wanted = Math.min(64, 2 * Runtime.getRuntime().availableProcessors());
        return Integer.highestOneBit(2 * wanted - 1);
    }

    private static int slotOf(Thread thread, int attempt) {
        return (((int) thread.threadId() + attempt) & (SLOTS - 1)) * SPACING;
    }

    static Scratch take() {
        Thread self = Thread.currentThread();
        return self.isVirtual() ? takeFromPool(self) : OF_THREAD.get();
    }

    private static Scratch takeFromPool(Thread self) {
        for (int attempt = 0; attempt < 2; attempt++) {
            Scratch present = POOL.getAndSet(slotOf(self, attempt), null);
            if (present != null) {
                return present;
            }
        }
        return new Scratch();
    }

    void giveBack() {
        Thread self = Thread.currentThread();
        if (self.isVirtual()) {
            POOL.setRelease(slotOf(self, 0), this); // one that lies there already is left to the collector
        }
    }

    /** The error that the call with this memory left. */
    int errno() {
        return state.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
    }

    /** A copy of the bytes. */
    MemorySegment path(byte[] bytes) {
        MemorySegment target = bytes.length <= PATH_SIZE ? path : Arena.ofAuto().allocate(bytes.length);
        MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return target;
    }

    /** Memory for the function to fill; what an earlier one left is still there. */
    MemorySegment struct() {
        return struct;
    }

    /** What the function has filled in. */
    void copyStructTo(byte[] buffer) {
        MemorySegment.copy(struct, ValueLayout.JAVA_BYTE, 0, buffer, 0, buffer.length);
    }
}
