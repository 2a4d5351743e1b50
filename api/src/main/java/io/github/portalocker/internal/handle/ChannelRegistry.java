package io.github.portalocker.internal.handle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.portalocker.internal.log.Log;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.LockBackend;
import org.jspecify.annotations.Nullable;

/**
 * The channels of callers that are locked or open for locking now.
 *
 * <p>A descriptor carries one lock, so all channels of one descriptor share one {@link OpenFile}. It is found by the channel,
 * which is quick, and by the descriptor, when another channel of it comes. The entry keeps the channel reachable: the lock
 * would vanish with it.
 */
public final class ChannelRegistry {
    private static final Map<Key, Adopted> FILES = new HashMap<>(); // guarded by itself

    /** Of a channel or of a descriptor, whichever object identifies it. */
    private record Key(Object space, Object identity) {}

    /** One file, and all keys it is found by. */
    private static final class Adopted {
        final OpenFile file;
        final List<Key> keys = new ArrayList<>(2);

        Adopted(LockBackend backend, FileChannel channel, FileHandle handle) {
            file = OpenFile.adopted(backend, channel, handle, unused -> forget());
        }

        void putBy(Key key) {
            keys.add(key);
            FILES.put(key, this);
        }

        private void forget() {
            synchronized (FILES) {
                keys.forEach(key -> FILES.remove(key, this));
            }
        }
    }

    /** Compares by identity what its class compares as it likes. */
    private record Same(Object object) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Same same && same.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }

    private ChannelRegistry() {}

    /** The file of a channel, with one more user. */
    public static OpenFile use(LockBackend backend, FileChannel channel) throws IOException {
        Objects.requireNonNull(channel, "channel");
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        Key byChannel = new Key(backend.space(), new Same(channel));
        synchronized (FILES) {
            Adopted known = FILES.get(byChannel);
            if (known != null && known.file.addUser()) {
                return known.file;
            }
        }
        FileHandle handle = backend.adopt(channel); // outside the monitor: it may have to ask a server
        Key byDescriptor = new Key(backend.space(), handle.descriptorIdentity());
        Adopted adopted;
        boolean isNew;
        List<OpenFile> closed;
        synchronized (FILES) {
            closed = takeClosedChannels();
            adopted = FILES.get(byDescriptor);
            isNew = adopted == null || !adopted.file.addUser();
            if (isNew) {
                adopted = new Adopted(backend, channel, handle);
                adopted.putBy(byDescriptor);
            }
            adopted.putBy(byChannel);
        }
        for (OpenFile file : closed) {
            closeQuietly(file.lock::abandon);
        }
        if (!isNew) {
            closeQuietly(handle);
        }
        return adopted.file;
    }

    /** The caller's channel can be locked all the same, and the handle is not the caller's to close. */
    private static void closeQuietly(Closeable unused) {
        try {
            unused.close();
        } catch (IOException | RuntimeException e) {
            Log.warn(() -> "the handle of a channel was not closed", e);
        }
    }

    public static @Nullable OpenFile find(LockBackend backend, FileChannel channel) {
        synchronized (FILES) {
            Adopted known = FILES.get(new Key(backend.space(), new Same(channel)));
            return known == null ? null : known.file;
        }
    }

    /** Closing a channel releases its lock, as the recipe has it, and is no reason to keep the channel forever. */
    private static List<OpenFile> takeClosedChannels() {
        List<OpenFile> closed = new ArrayList<>();
        FILES.values().removeIf(adopted -> {
            boolean isClosed = adopted.file.isChannelClosed();
            if (isClosed) {
                closed.add(adopted.file);
            }
            return isClosed;
        });
        return closed;
    }
}
