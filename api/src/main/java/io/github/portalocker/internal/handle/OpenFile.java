package io.github.portalocker.internal.handle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.portalocker.LockRange;
import io.github.portalocker.internal.programs.Inheritable;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.LockScope;
import io.github.portalocker.spi.Failure;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.LockBackend;
import org.jspecify.annotations.Nullable;

/** An open file: one descriptor, of ours or of the caller's. */
public final class OpenFile extends OpenLock {
    private static final long LONGEST_PARK_ON_CHANNEL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    public final @Nullable Path path;

    private final LockBackend backend;

    /** The caller's channel, which the caller may close at any time; null for a file that the backend opened. */
    private final @Nullable FileChannel borrowed;

    private final FileHandle handle;
    private final Consumer<OpenFile> onClose;

    @SuppressWarnings("UnusedVariable") // keeps it reachable
    private volatile @Nullable Object watch;

    /** Takes over a file that the backend opened. */
    public static OpenFile opened(LockBackend backend, Path path, FileHandle handle) {
        return new OpenFile(backend, path, null, LockRange.WHOLE_FILE, handle, file -> {});
    }

    /** Takes over a file that the backend adopted. */
    public static OpenFile adopted(
            LockBackend backend, FileChannel channel, FileHandle handle, Consumer<OpenFile> onClose) {
        return new OpenFile(backend, null, channel, LockRange.WHOLE_FILE, handle, onClose);
    }

    private OpenFile(
            LockBackend backend,
            @Nullable Path path,
            @Nullable FileChannel borrowed,
            LockRange range,
            FileHandle handle,
            Consumer<OpenFile> onClose) {
        super(backend, range, handle);
        this.backend = backend;
        this.path = path;
        this.borrowed = borrowed;
        this.handle = handle;
        this.onClose = onClose;
        queue.add(this);
    }

    /** The same file once more, for some of its bytes; closing an adopted channel would not release such a lock. */
    public OpenFile openRange(LockRange part, Consumer<OpenFile> whenClosed) throws IOException {
        if (isAdopted()) {
            throw new UnsupportedOperationException("a range of bytes cannot be locked through a channel that the"
                    + " caller opened; open the LockFile by its path");
        }
        return new OpenFile(backend, path, null, part, handle.openRange(part), whenClosed);
    }

    /** Warns if the object through which the caller has opened it is collected before it is closed. */
    public void watch(Object lockFile, LockScope scope) {
        watch = Forgotten.watch(lockFile, new OpenedByCaller(this, scope));
    }

    private record OpenedByCaller(OpenFile file, LockScope scope) implements Forgotten.Watched {
        @Override
        public boolean isClosed() {
            return scope.isClosed();
        }

        @Override
        public String description() {
            return "the LockFile of " + file;
        }
    }

    @Override
    void forget() {
        onClose.accept(this);
    }

    @Override
    FileHold newHold(LockRequest request) {
        return new FileHold(this, request);
    }

    @Override
    public boolean isAdopted() {
        return borrowed != null;
    }

    @Override
    public boolean isChannelClosed() {
        return borrowed != null && !borrowed.isOpen();
    }

    @Override
    boolean isAbandoned() {
        return borrowed != null && users < CLOSED;
    }

    @Override
    boolean abandon() {
        if (USERS.getAndUpdate(this, count -> count >= 0 ? ABANDONED : count) < 0) {
            return false;
        }
        queue.remove(this);
        queue.leave();
        return true;
    }

    /** Closing a channel wakes no waiter of ours. */
    @Override
    public long longestParkNanos() {
        return isAdopted() ? LONGEST_PARK_ON_CHANNEL_NANOS : Long.MAX_VALUE;
    }

    @Override
    public boolean isCurrent() throws IOException {
        return handle.namesSameFile();
    }

    @Override
    OptionalInt inheritedDescriptor() {
        return isAdopted() ? OptionalInt.empty() : Inheritable.descriptorOf(handle);
    }

    @Override
    String reasonIfNotCurrent() {
        return isAdopted()
                ? "the channel was closed"
                : "the file was deleted, renamed or replaced after it had been locked";
    }

    /** Under the mutex of the lock: a channel to its content. */
    FileChannel channel() throws IOException {
        return handle.channel();
    }

    @Override
    public String subject() {
        String what = range.equals(LockRange.WHOLE_FILE) ? "" : range + " of ";
        return what + (path == null ? "a channel" : path.toString());
    }

    @Override
    public Failure failure(String operation, String reason, @Nullable String remedy) {
        return Failure.of(operation, path, system.name(), reason, remedy);
    }
}
