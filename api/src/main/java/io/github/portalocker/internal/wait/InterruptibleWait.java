package io.github.portalocker.internal.wait;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.Future;

import io.github.portalocker.internal.queue.Waiter;
import io.github.portalocker.internal.threads.LockThreads;
import org.jspecify.annotations.Nullable;

/**
 * A wait in the kernel by the very thread that wants the lock, which saves waking one thread through another.
 *
 * <p>Only for platform threads: a virtual one would keep its carrier. The thread cannot look at the clock or at its interrupt
 * status meanwhile. So a timer cancels the wait at its end, and an interrupt cancels it, too: Java tells channels of
 * it, hence the superclass.
 */
final class InterruptibleWait extends AbstractInterruptibleChannel {
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualMethod();

    private final CancellableWait wait;

    private InterruptibleWait(CancellableWait wait) {
        this.wait = wait;
    }

    private static @Nullable MethodHandle isVirtualMethod() {
        try {
            return MethodHandles.lookup().findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException e) { // Java before 21
            return null;
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    static boolean suits(Thread thread) {
        try {
            return IS_VIRTUAL == null || !(boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Waits until the lock is there, the time is over, or the wait was cancelled.
     *
     * @return false if the system gives no thread that would end it in time
     */
    public static boolean run(CancellableWait wait, Waiter waiter, long nanos) {
        Future<?> timer = null;
        if (nanos != Long.MAX_VALUE) {
            timer = LockThreads.after(nanos, wait::cancel);
            if (timer == null) {
                return false;
            }
        }
        waiter.watch(wait);
        try {
            if (waiter.isCancellable()) {
                return new InterruptibleWait(wait).runInterruptibly();
            }
            wait.run();
            return true;
        } finally {
            waiter.watch(null);
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }

    private boolean runInterruptibly() {
        MissedInterrupts missed = new MissedInterrupts(wait);
        if (!missed.watch()) {
            return false;
        }
        try {
            begin();
            wait.run();
            return true;
        } finally {
            missed.end();
            try {
                end(true);
            } catch (AsynchronousCloseException e) {
                // The interrupt status tells whether this is for us: Java 25 sets it first and closes the channel
                // later, when the thread may have taken the interrupt and gone on to this wait.
            }
        }
    }

    /** On the thread that interrupts, or on this one if it was interrupted before. */
    @Override
    protected void implCloseChannel() {
        wait.cancel();
    }
}
