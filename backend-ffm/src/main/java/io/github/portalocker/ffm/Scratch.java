package io.github.portalocker.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Native memory for the time of one call: for errno, which comes first, then for a path and a struct.
 *
 * <p>Each platform thread keeps its own, which costs the least; it keeps a plain segment, because an object of this class
 * would keep the class loader of an application that was taken out of its container. Virtual threads, of which there may be
 * a million, borrow from a small pool: such a thread finds its slot empty only if another one is inside a call; then it takes
 * the next one or, when that is out too, makes new memory, which the garbage collector frees.
 */
final class Scratch {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = STATE.byteOffset(PathElement.groupElement("errno"));

    private static final long PATH_OFFSET = 64;

    /** A path and its NUL byte; longer ones are refused by the kernel. */
    private static final int PATH_SIZE = 4096;

    private static final long STRUCT_OFFSET = PATH_OFFSET + PATH_SIZE;

    /** The largest struct. */
    private static final int STRUCT_SIZE = 512;

    private static final int SLOTS = slots();

    /** References this far apart are in different cache lines. */
    private static final int SPACING = 32;

    private static final ThreadLocal<MemorySegment> OF_THREAD = ThreadLocal.withInitial(Scratch::allocate);
    private static final AtomicReferenceArray<MemorySegment> POOL = new AtomicReferenceArray<>(SLOTS * SPACING);

    private Scratch() {}

    /** Not in a shared arena: that one is counted up and down around each call. */
    private static MemorySegment allocate() {
        return Arena.ofAuto().allocate(STRUCT_OFFSET + STRUCT_SIZE, PATH_OFFSET);
    }

    private static int slots() {
        int wanted = Math.min(64, 2 * Runtime.getRuntime().availableProcessors());
        return Integer.highestOneBit(2 * wanted - 1);
    }

    private static int slotOf(Thread thread, int attempt) {
        return (((int) thread.threadId() + attempt) & (SLOTS - 1)) * SPACING;
    }

    static MemorySegment take() {
        Thread self = Thread.currentThread();
        return self.isVirtual() ? takeFromPool(self) : OF_THREAD.get();
    }

    private static MemorySegment takeFromPool(Thread self) {
        for (int attempt = 0; attempt < 2; attempt++) {
            MemorySegment present = POOL.getAndSet(slotOf(self, attempt), null);
            if (present != null) {
                return present;
            }
        }
        return allocate();
    }

    static void giveBack(MemorySegment scratch) {
        Thread self = Thread.currentThread();
        if (self.isVirtual()) {
            POOL.setRelease(slotOf(self, 0), scratch); // one that lies there already is left to the collector
        }
    }

    /** The error that the call with this memory left. */
    static int errno(MemorySegment scratch) {
        return scratch.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
    }

    /** A copy of the bytes. */
    static MemorySegment path(MemorySegment scratch, byte[] bytes) {
        MemorySegment target = bytes.length <= PATH_SIZE
                ? scratch.asSlice(PATH_OFFSET, PATH_SIZE)
                : Arena.ofAuto().allocate(bytes.length);
        MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return target;
    }

    /** Memory for the function to fill; what an earlier one left is still there. */
    static MemorySegment struct(MemorySegment scratch) {
        return scratch.asSlice(STRUCT_OFFSET, STRUCT_SIZE);
    }

    /** What the function has filled in. */
    static void copyStruct(MemorySegment scratch, byte[] buffer) {
        MemorySegment.copy(scratch, ValueLayout.JAVA_BYTE, STRUCT_OFFSET, buffer, 0, buffer.length);
    }
}
