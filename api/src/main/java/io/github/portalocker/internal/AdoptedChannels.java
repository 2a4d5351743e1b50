package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.github.portalocker.spi.LockBackend;
import org.jspecify.annotations.Nullable;

/**
 * The channels of callers that are locked or open for locking now.
 *
 * <p>One channel is one descriptor, which carries one lock, so whoever brings the same channel meets the same
 * {@link OpenFile}. The entry keeps the channel reachable: the lock would vanish with it.
 */
final class AdoptedChannels {
    private static final Map<Key, OpenFile> FILES = new HashMap<>(); // guarded by itself

    private record Key(Object space, FileChannel channel) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.channel == channel && key.space.equals(space);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(channel);
        }
    }

    private AdoptedChannels() {}

    /** The file of a channel, with one more user. */
    static OpenFile use(LockBackend backend, FileChannel channel) throws IOException {
        Objects.requireNonNull(channel, "channel");
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        Key key = new Key(backend.space(), channel);
        synchronized (FILES) {
            OpenFile known = FILES.get(key);
            if (known != null && known.addUser()) {
                return known;
            }
            forgetClosedChannels();
            OpenFile adopted = new OpenFile(backend, null, backend.adopt(channel), file -> forget(key, file));
            FILES.put(key, adopted);
            return adopted;
        }
    }

    static @Nullable OpenFile find(LockBackend backend, FileChannel channel) {
        synchronized (FILES) {
            return FILES.get(new Key(backend.space(), channel));
        }
    }

    private static void forget(Key key, OpenFile file) {
        synchronized (FILES) {
            FILES.remove(key, file);
        }
    }

    /** Closing a channel releases its lock, as the recipe has it, and is no reason to keep the channel for ever. */
    private static void forgetClosedChannels() {
        FILES.entrySet().removeIf(entry -> {
            boolean closed = !entry.getKey().channel.isOpen();
            if (closed) {
                entry.getValue().abandon();
            }
            return closed;
        });
    }
}
