package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A channel that no interrupt closes.
 *
 * <p>A {@code FileChannel} is closed when a thread is interrupted while it reads or writes, and on POSIX systems all locks of
 * this JVM on the file go with it. An {@code AsynchronousFileChannel} is not. There, outside Windows, it is a plain descriptor,
 * too: what it does for others on a thread of its executor, it does here on the thread that asks.
 */
final class UninterruptibleChannel implements LockChannel {
    private static final CallingThread CALLING_THREAD = new CallingThread();

    private final AsynchronousFileChannel channel;

    private UninterruptibleChannel(AsynchronousFileChannel channel) {
        this.channel = channel;
    }

    static UninterruptibleChannel open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new UninterruptibleChannel(AsynchronousFileChannel.open(path, options, CALLING_THREAD, attributes));
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return channel.tryLock(position, size, shared);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return result(channel.read(target, position));
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return result(channel.write(source, position));
    }

    /** There at once, because the calling thread has done the work. */
    private static int result(Future<Integer> future) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        channel.force(metaData);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static final class CallingThread extends AbstractExecutorService {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Runnable> shutdownNow() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }
}
