package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * The signals that get a thread out of a blocking system call, on Linux.
 *
 * <p>Their handlers do nothing and have no SA_RESTART, so that the call ends with EINTR. In this order: the signal that the JDK's
 * NIO uses for the very same purpose (SIGRTMAX-2), which changes nothing in the process; a real-time signal that nothing uses,
 * with a harmless function of the C library as its handler; none, so that waits are polled. The handler is looked at before
 * each sending: a real-time signal without one kills the process.
 *
 * <p>The kernel queues each real-time signal, and refuses it once this user has as many queued as RLIMIT_SIGPENDING allows, in
 * all processes together. It refuses no standard signal for that. So one of these stands by: SIGURG, which does nothing where
 * it has no handler.
 *
 * <p>A signal that is blocked in a thread does not reach it. Threads take over the mask of the process that started this
 * one, so each thread lets the signals in before it waits.
 */
final class WaitSignal {
    static final int SIGACTION_SIZE = 256;
    static final int SA_RESTART = 0x10000000;
    static final int SIGNAL_SET_SIZE = 128;
    static final int SIG_BLOCK = 0;
    static final int SIG_UNBLOCK = 1;
    static final int SIG_SETMASK = 2;
    static final int SIGURG = 23;
    private static final int NIO_SIGNAL_BELOW_LAST = 2;
    private static final int FIRST_OWN_SIGNAL_BELOW_LAST = 5;
    private static final int SIGNALS_LEFT_TO_OTHERS = 8;
    static final long SIG_IGN = 1;

    private static final Object CHOICE = new Object();

    private final Libc libc;
    private final int number;
    private final long handler;

    /** Used when the two others have got other handlers while a thread waits. */
    private @Nullable WaitSignal spare; // guarded by CHOICE

    private WaitSignal(Libc libc, int number, long handler) {
        this.libc = libc;
        this.number = number;
        this.handler = handler;
    }

    /** Chooses a signal; null if this system or process leaves none. */
    static @Nullable WaitSignal choose(Libc libc, PosixPlatform platform) {
        if (platform.os() != PosixPlatform.Os.LINUX) {
            return null; // to be measured before it is relied on
        }
        initializeNio();
        int last = libc.lastRealTimeSignal();
        if (libc.firstRealTimeSignal() < 0 || last < 0) {
            return null;
        }
        synchronized (CHOICE) { // two backends must not take the same free signal for different ones
            int nio = last - NIO_SIGNAL_BELOW_LAST;
            byte[] action = action(libc, nio);
            boolean usesNio = action != null && handler(action) > SIG_IGN && !restarts(action);
            WaitSignal signal = usesNio ? new WaitSignal(libc, nio, handler(action)) : own(libc);
            return signal != null && signal.reachesItsSender() ? signal : null;
        }
    }

    /** A sandbox may forbid to signal even the own threads. */
    private boolean reachesItsSender() {
        long blocked = letIn(hasStandby());
        if (blocked < 0) {
            return false;
        }
        try {
            return send(libc.pthreadSelf());
        } finally {
            block(blocked);
        }
    }

    /** Up to its first use of a channel, NIO's signal has another no-op handler of the JDK (libnet's, on Java 17). */
    private static void initializeNio() {
        try (FileChannel channel = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.READ)) {
            long size = channel.size();
            assert size == 0;
        } catch (IOException e) {
            return; // then its handler may change, which isIntact() notices
        }
    }

    private static @Nullable WaitSignal own(Libc libc) {
        int lowest = libc.firstRealTimeSignal() + SIGNALS_LEFT_TO_OTHERS;
        int highest = libc.lastRealTimeSignal() - FIRST_OWN_SIGNAL_BELOW_LAST;
        for (int number = highest; number >= lowest; number--) {
            byte[] old = action(libc, number);
            if (old != null && handler(old) != SIG_IGN && isFree(libc, old) && handle(libc, number)) {
                return new WaitSignal(libc, number, nothing(libc));
            }
        }
        return null;
    }

    /** Touches nothing but its argument. */
    private static long nothing(Libc libc) {
        return libc.address("abs");
    }

    private static boolean isFree(Libc libc, byte[] action) {
        return handler(action) <= SIG_IGN || handler(action) == nothing(libc);
    }

    private static boolean handle(Libc libc, int number) {
        byte[] action = new byte[SIGACTION_SIZE]; // flags and mask stay 0, wherever they are
        setHandler(action, nothing(libc));
        return libc.sigaction(number, action, null) >= 0;
    }

    private static byte @Nullable [] action(Libc libc, int number) {
        byte[] action = new byte[SIGACTION_SIZE];
        return libc.sigaction(number, null, action) < 0 ? null : action;
    }

    static boolean is64Bit() {
        return !System.getProperty("sun.arch.data.model", "64").equals("32");
    }

    /** The handler is the first member on every Linux processor that has a table here. */
    static long handler(byte[] action) {
        ByteBuffer buffer = ByteBuffer.wrap(action).order(ByteOrder.nativeOrder());
        return is64Bit() ? buffer.getLong(0) : buffer.getInt(0) & 0xffffffffL;
    }

    static void setHandler(byte[] action, long handler) {
        ByteBuffer buffer = ByteBuffer.wrap(action).order(ByteOrder.nativeOrder());
        if (is64Bit()) {
            buffer.putLong(0, handler);
        } else {
            buffer.putInt(0, (int) handler);
        }
    }

    private static boolean restarts(byte[] action) {
        int offset = flagsOffset(System.getProperty("os.arch", ""), is64Bit());
        return (ByteBuffer.wrap(action).order(ByteOrder.nativeOrder()).getInt(offset) & SA_RESTART) != 0;
    }

    /** {@code sa_flags} follows the mask of 128 bytes, but on s390x with glibc, where it precedes it. */
    static int flagsOffset(String processor, boolean is64Bit) {
        return processor.equals("s390x") ? 12 : is64Bit ? 136 : 132;
    }

    /** Whether the handler is still the one that was chosen. */
    boolean isIntact() {
        byte[] action = action(libc, number);
        return action != null && handler(action) == handler && !restarts(action);
    }

    /** Whether there is a way into a waiting thread even when the kernel queues no more signals. */
    boolean hasStandby() {
        byte[] action = action(libc, SIGURG);
        return action != null && isFree(libc, action);
    }

    /**
     * Lets the signals in to the calling thread.
     *
     * @param standby whether the standby may be let in, too; not where it is other code's
     * @return what had been blocked, for {@link #block}; negative if they cannot be let in
     */
    long letIn(boolean standby) {
        long signals = bit(number) | (standby ? bit(SIGURG) : 0);
        byte[] before = new byte[SIGNAL_SET_SIZE];
        return libc.pthreadSigmask(SIG_UNBLOCK, set(signals), before) < 0
                ? -1
                : ByteBuffer.wrap(before).order(ByteOrder.nativeOrder()).getLong() & signals;
    }

    /** Blocks signals in the calling thread, as they had been before {@link #letIn}. */
    void block(long signals) {
        if (signals != 0) {
            libc.pthreadSigmask(SIG_BLOCK, set(signals), new byte[SIGNAL_SET_SIZE]);
        }
    }

    private static long bit(int signal) {
        return 1L << (signal - 1);
    }

    /** Words of the width of a C long; a processor of 32 bits has its lower word first. */
    private static byte[] set(long signals) {
        byte[] set = new byte[SIGNAL_SET_SIZE];
        ByteBuffer.wrap(set).order(ByteOrder.nativeOrder()).putLong(signals);
        return set;
    }

    /** Interrupts a system call of this thread, which must be alive and let the signals in; false if that is impossible now. */
    boolean send(long thread) {
        if (isIntact() && libc.pthreadKill(thread, number) >= 0) {
            return true;
        }
        if (handleStandby() && libc.pthreadKill(thread, SIGURG) >= 0) {
            return true;
        }
        WaitSignal other = intactSpare();
        return other != null && libc.pthreadKill(thread, other.number) >= 0;
    }

    /** Gives the standby its handler, if nothing else has given it one. */
    private boolean handleStandby() {
        synchronized (CHOICE) {
            return hasStandby() && handle(libc, SIGURG);
        }
    }

    private @Nullable WaitSignal intactSpare() {
        synchronized (CHOICE) {
            if (spare == null || !spare.isIntact()) {
                spare = own(libc);
            }
            return spare;
        }
    }

    @Override
    public String toString() {
        return "signal " + number;
    }
}
