package io.github.portalocker.spi;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.spi.AbstractInterruptibleChannel;

import org.jspecify.annotations.Nullable;

/**
 * The descriptor of a channel that the caller opened, and the only safe way to use its number.
 *
 * <p>The number of a closed descriptor is given to the next file that is opened. A look at the channel before a system call
 * does not help: its owner may close it between the two, and the call then acts on another file. So each call is made under the
 * monitor that the channel itself takes to close: {@code AbstractInterruptibleChannel.closeLock}, a private field, the same from
 * JDK 17 to 25. {@code close()} and an interrupt during I/O both take it, and both mark the channel as closed before they close the
 * descriptor.
 *
 * <p>A duplicate of the descriptor would not do: closing any descriptor of a file drops the record locks that the process
 * has on that file (fcntl(2), "Record locks"), such as those of {@link FileChannel#lock}.
 *
 * @since 0.1.0
 */
public final class BorrowedDescriptor {
    private static final String CHANNEL_CLASS = "sun.nio.ch.FileChannelImpl";

    private final FileChannel channel;
    private final FileDescriptor descriptor;
    private final Object closeLock;
    private final long number;

    private BorrowedDescriptor(FileChannel channel, FileDescriptor descriptor, Object closeLock, long number) {
        this.channel = channel;
        this.descriptor = descriptor;
        this.closeLock = closeLock;
        this.number = number;
    }

    /** A way to read private fields of the JDK. */
    public interface PrivateFields {
        /**
         * Reads a field that holds an object.
         *
         * @param owner the object that has the field
         * @param declaring the class that declares it
         * @param name the field's name
         * @param type the field's type
         * @return the value
         * @throws UnsupportedOperationException if it cannot be read; the message says why and what to do
         */
        @Nullable
        Object object(Object owner, Class<?> declaring, String name, Class<?> type);

        /**
         * Reads the number that the operating system knows a descriptor by.
         *
         * @param descriptor of an open file
         * @return the descriptor on POSIX systems, the HANDLE on Windows
         * @throws UnsupportedOperationException if it cannot be read; the message says why and what to do
         */
        long number(FileDescriptor descriptor);
    }

    /**
     * A system call on the number of a descriptor.
     *
     * @param <T> the type of the answer
     */
    @FunctionalInterface
    public interface Call<T> {
        /**
         * Makes the call.
         *
         * @param number of the descriptor
         * @return what it answered
         * @throws IOException as the call has it
         */
        T on(long number) throws IOException;
    }

    /**
     * Borrows the descriptor of a channel.
     *
     * @param channel of the JDK
     * @param fields how to read the channel's private fields
     * @return the descriptor
     * @throws ClosedChannelException if the channel is closed
     * @throws UnsupportedOperationException if the channel is not the JDK's own, or its fields cannot be read
     */
    public static BorrowedDescriptor of(FileChannel channel, PrivateFields fields) throws ClosedChannelException {
        Class<?> type = channel.getClass();
        if (!type.getName().equals(CHANNEL_CLASS)) {
            throw unavailable("it is not the JDK's own but a " + type.getName(), null);
        }
        Object closeLock = fields.object(channel, AbstractInterruptibleChannel.class, "closeLock", Object.class);
        if (closeLock == null
                || !(fields.object(channel, type, "fd", FileDescriptor.class) instanceof FileDescriptor descriptor)) {
            throw unavailable("its fields closeLock and fd do not hold what they should", null);
        }
        synchronized (closeLock) {
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            return new BorrowedDescriptor(channel, descriptor, closeLock, fields.number(descriptor));
        }
    }

    /**
     * Makes the exception for a channel whose descriptor cannot be borrowed.
     *
     * @param reason why
     * @param cause what was thrown, or null
     * @return the exception, with the remedies
     */
    public static UnsupportedOperationException unavailable(String reason, @Nullable Throwable cause) {
        return new UnsupportedOperationException(
                "the descriptor of this channel cannot be had: " + reason
                        + "; lock the file by its path, or use backend nio for this channel",
                cause);
    }

    /**
     * Makes a system call while the channel cannot be closed.
     *
     * <p>{@code close()} of the channel waits for it, so the call must not wait for other processes. Nothing but the call may
     * be done inside: no other lock may be taken.
     *
     * @param call the call
     * @param <T> the type of the answer
     * @return what it answered; null if the channel is closed, and nothing was called
     * @throws IOException as the call has it
     */
    public <T> @Nullable T ifOpen(Call<T> call) throws IOException {
        synchronized (closeLock) {
            return channel.isOpen() ? call.on(number) : null;
        }
    }

    /** {@return the channel, which its owner may close at any time} */
    public FileChannel channel() {
        return channel;
    }

    /**
     * {@return what is one and the same object for all channels of one descriptor}
     *
     * <p>{@code RandomAccessFile.getChannel()} and the channel of a stream on {@code RandomAccessFile.getFD()} are two channels,
     * but one descriptor, which can carry one lock.
     */
    public FileDescriptor descriptor() {
        return descriptor;
    }
}
