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

import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/**
 * The judge of the soak: a table in a file that all processes map into memory, in which each thread says what it holds.
 *
 * <p>A holder first writes its lock down in its own cell, and then looks at all others. Of two that hold at once, at
 * least one sees the other, because all cells are volatile.
 *
 * <p>Who is killed leaves its cells as they were. They do not count once it is dead, and it may be dead only if the test says
 * so: it condemns a process in the table <em>before</em> it kills it. The system frees the lock of a killed process when none
 * of its threads can run any more, so that the next holder finds it exiting, and a condemned process that is
 * still alive counts as all others do.
 */
final class SoakTable {
    static final int THREADS = 4;

    private static final int PID = 0;
    private static final int CONDEMNED = 1;
    private static final int ACQUIRED = 2;
    private static final int CELLS = 3;
    private static final int ROW = CELLS + THREADS;
    private static final int PF_EXITING = 0x4; // include/linux/sched.h

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer table;
    private final int processes;

    private SoakTable(ByteBuffer table, int processes) {
        this.table = table;
        this.processes = processes;
    }

    /** Maps the table, creating it if it is not there. */
    static SoakTable map(Path file, int processes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            long size = (long) processes * ROW * Long.BYTES;
            return new SoakTable(
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, size).order(ByteOrder.nativeOrder()), processes);
        }
    }

    private long get(int process, int column) {
        return (long) LONGS.getVolatile(table, (process * ROW + column) * Long.BYTES);
    }

    private void set(int process, int column, long value) {
        LONGS.setVolatile(table, (process * ROW + column) * Long.BYTES, value);
    }

    /** A process begins. */
    void enter(int process) {
        set(process, PID, ProcessHandle.current().pid());
    }

    /** The process will be killed. */
    void condemn(int process) {
        set(process, CONDEMNED, 1);
    }

    /**
     * The process was killed and is no more: its row is free for another one. Its cells go first, while it still counts as dead:
     * others look at them all the time.
     */
    void clear(int process) {
        for (int thread = 0; thread < THREADS; thread++) {
            set(process, CELLS + thread, 0);
        }
        set(process, PID, 0);
        set(process, CONDEMNED, 0);
    }

    /** How often the processes of this row have got a lock. */
    long acquired(int process) {
        return get(process, ACQUIRED);
    }

    /** A thread has got a lock: null, or who else holds one that it should not hold now. */
    @Nullable
    String hold(int process, int thread, LockMode mode) {
        LONGS.getAndAdd(table, (process * ROW + ACQUIRED) * Long.BYTES, 1L);
        set(process, CELLS + thread, mode == LockMode.EXCLUSIVE ? 2 : 1);
        for (int other = 0; other < processes; other++) {
            for (int t = 0; t < THREADS; t++) {
                long held = other == process && t == thread ? 0 : conflict(other, t, mode);
                if (held != 0 && isAlive(other, t, mode)) {
                    return "process " + other + " thread " + t + " holds " + (held == 2 ? "exclusively" : "shared")
                            + " while process " + process + " thread " + thread + " holds " + mode;
                }
            }
        }
        return null;
    }

    /** What the cell of a thread says if that cannot be held beside a mode; or 0. */
    private long conflict(int process, int thread, LockMode mode) {
        long cell = get(process, CELLS + thread);
        return cell != 0 && cell + (mode == LockMode.EXCLUSIVE ? 2 : 1) > 2 ? cell : 0;
    }

    /** Whether a conflict counts; the cell is looked at again after the process, which may just have been replaced. */
    private boolean isAlive(int process, int thread, LockMode mode) {
        long pid = get(process, PID);
        boolean dead = get(process, CONDEMNED) != 0 && isExiting(pid);
        return !dead && get(process, PID) == pid && conflict(process, thread, mode) != 0;
    }

    /** A thread is about to release its lock. */
    void release(int process, int thread) {
        set(process, CELLS + thread, 0);
    }

    /** From /proc/PID/stat, proc(5): state, the first field after the name, and flags, the seventh. */
    private static boolean isExiting(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 9);
            return fields[0].equals("Z") || fields[0].equals("X") || (Long.parseLong(fields[6]) & PF_EXITING) != 0;
        } catch (IOException e) {
            return true; // there is no such process
        }
    }
}
