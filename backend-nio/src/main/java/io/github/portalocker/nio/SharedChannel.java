package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/**
 * The one channel of this JVM for a file, and its one lock, which all handles on that file share.
 *
 * <p>On POSIX systems closing any channel of a file drops the locks that other channels have on it. So there is one, closed
 * when its last handle is.
 */
final class SharedChannel {
    /** Guarded by itself; also serializes the opening and closing of channels. */
    private static final Map<Object, SharedChannel> OPEN = new HashMap<>();

    /** Channels that turned out to be on some other file, which must not lose its lock by their closing. */
    private static final List<FileChannel> STRAYS = new ArrayList<>(); // guarded by OPEN

    private final Object key;
    final FileChannel channel;
    private int users; // guarded by OPEN
    private int holders; // guarded by this
    private @Nullable FileLock lock; // guarded by this

    private SharedChannel(Object key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    Object key() {
        return key;
    }

    /** Opens the file of a path, and can tell which file a path names. */
    interface Opener {
        /** What identifies the file that the path names now; null if there is none. */
        @Nullable
        Object key() throws IOException;

        /** Creates it, unless somebody else has done so meanwhile. */
        void create() throws IOException;

        /** Opens or creates it. */
        FileChannel open() throws IOException;
    }

    static SharedChannel use(Path path, Opener opener) throws IOException {
        synchronized (OPEN) {
            for (int i = 0; i < 100; i++) {
                Object before = opener.key();
                if (before
                        == null) { // a file that was not there before could be replaced between its opening and a look
                    // at it
                    opener.create();
                    continue;
                }
                SharedChannel known = OPEN.get(before);
                if (known != null && known.channel.isOpen()) {
                    known.users++;
                    return known;
                }
                FileChannel channel = opener.open();
                Object after = opener.key();
                if (after != null && after.equals(before) && isFresh(after)) {
                    SharedChannel opened = new SharedChannel(after, channel);
                    opened.users = 1;
                    OPEN.put(after, opened);
                    return opened;
                }
                STRAYS.add(channel); // the file was replaced meanwhile: which one the channel is on, nobody knows
            }
        }
        throw new IOException(path + " is replaced again and again");
    }

    private static boolean isFresh(Object key) {
        SharedChannel known = OPEN.get(key);
        return known == null || !known.channel.isOpen();
    }

    void leave() throws IOException {
        synchronized (OPEN) {
            if (--users == 0) {
                OPEN.remove(key, this);
                channel.close();
                if (OPEN.isEmpty()) {
                    for (FileChannel stray : STRAYS) {
                        stray.close();
                    }
                    STRAYS.clear();
                }
            }
        }
    }

    synchronized boolean tryLock(LockMode mode, Path path) throws IOException {
        if (holders > 0 && lock != null && lock.isValid()) {
            boolean share = mode == LockMode.SHARED && lock.isShared();
            holders += share ? 1 : 0;
            return share;
        }
        lock = ChannelLock.tryLock(channel, mode, path);
        holders = lock == null ? 0 : 1;
        return lock != null;
    }

    synchronized void unlock() throws IOException {
        if (holders == 1 && lock != null && channel.isOpen()) {
            lock.release();
        }
        holders--;
    }
}
