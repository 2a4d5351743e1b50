package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * The signal that gets a thread out of a blocking system call, on Linux.
 *
 * <p>Its handler does nothing and has no SA_RESTART, so that the call ends with EINTR. In this order: the signal that the JDK's
 * NIO uses for the very same purpose (SIGRTMAX-2), which changes nothing in the process; a real-time signal that nobody uses,
 * with a harmless function of the C library as its handler; none, so that waits are polled. The handler is looked at before
 * each sending: a real-time signal without one kills the process.
 */
final class WaitSignal {
    static final int SIGACTION_SIZE = 256;
    static final int SA_RESTART = 0x10000000;
    private static final int NIO_SIGNAL_BELOW_LAST = 2;
    private static final int FIRST_OWN_SIGNAL_BELOW_LAST = 5;
    private static final int SIGNALS_LEFT_TO_OTHERS = 8;
    static final long SIG_IGN = 1;

    private static final Object CHOICE = new Object();

    private final Libc libc;
    private final int number;
    private final long handler;

    /** Used when somebody has put another handler in place of ours while a thread waits. */
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
            if (action != null && handler(action) > SIG_IGN && (flags(action) & SA_RESTART) == 0) {
                return new WaitSignal(libc, nio, handler(action));
            }
            return own(libc);
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
        long nothing = libc.address("abs"); // touches nothing but its argument
        for (int number = highest; number >= lowest; number--) {
            byte[] old = action(libc, number);
            if (old == null || (handler(old) != 0 && handler(old) != nothing)) {
                continue;
            }
            byte[] action = new byte[SIGACTION_SIZE]; // flags and mask stay 0, wherever they are
            pointers(action, nothing);
            if (libc.sigaction(number, action, null) >= 0) {
                return new WaitSignal(libc, number, nothing);
            }
        }
        return null;
    }

    private static byte @Nullable [] action(Libc libc, int number) {
        byte[] action = new byte[SIGACTION_SIZE];
        return libc.sigaction(number, null, action) < 0 ? null : action;
    }

    static boolean is64Bit() {
        return !System.getProperty("sun.arch.data.model", "64").equals("32");
    }

    /** The handler is the first member on every Linux processor that has a table here. */
    private static long handler(byte[] action) {
        ByteBuffer buffer = ByteBuffer.wrap(action).order(ByteOrder.nativeOrder());
        return is64Bit() ? buffer.getLong(0) : buffer.getInt(0) & 0xffffffffL;
    }

    private static void pointers(byte[] action, long handler) {
        ByteBuffer buffer = ByteBuffer.wrap(action).order(ByteOrder.nativeOrder());
        if (is64Bit()) {
            buffer.putLong(0, handler);
        } else {
            buffer.putInt(0, (int) handler);
        }
    }

    private static int flags(byte[] action) {
        int offset = flagsOffset(System.getProperty("os.arch", ""), is64Bit());
        return ByteBuffer.wrap(action).order(ByteOrder.nativeOrder()).getInt(offset);
    }

    /** {@code sa_flags} follows the mask of 128 bytes, but on s390x with glibc, where it precedes it. */
    static int flagsOffset(String processor, boolean is64Bit) {
        return processor.equals("s390x") ? 12 : is64Bit ? 136 : 132;
    }

    /** Whether the handler is still the one that was chosen. */
    boolean isIntact() {
        byte[] action = action(libc, number);
        return action != null && handler(action) == handler;
    }

    /** Interrupts a system call of this thread, which must be alive; false if that is impossible now. */
    boolean send(long thread) {
        WaitSignal signal = isIntact() ? this : intactSpare();
        return signal != null && libc.pthreadKill(thread, signal.number) >= 0;
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
