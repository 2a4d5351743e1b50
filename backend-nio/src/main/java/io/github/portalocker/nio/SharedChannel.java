package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * The one channel of this JVM for a file, and the locks on it, which all handles on that file share.
 *
 * <p>On POSIX systems closing any channel of a file drops the locks that other channels have on it. So there is one, closed
 * when its last handle is.
 */
final class SharedChannel {
    /** Guarded by itself; also serializes the opening and closing of channels. */
    private static final Map<Object, SharedChannel> OPEN = new HashMap<>();

    /** Channels that may be on some other file, which must not lose its lock by their closing. */
    private static final List<FileChannel> STRAYS = new ArrayList<>(); // guarded by OPEN

    private final Object key;
    final FileChannel channel;

    /** Whether a server gives the locks. */
    final boolean onServer;

    private int users; // guarded by OPEN
    private final List<Piece> pieces = new ArrayList<>(1); // guarded by this

    /**
     * One lock of the JDK, and how many holders rely on it.
     *
     * <p>The JDK refuses a second lock on the same bytes in a JVM even if both are shared. So holders of overlapping shared
     * ranges share pieces, each of which stays locked as a whole until its last holder goes.
     */
    static final class Piece {
        final LockRange range;
        final FileLock lock;
        int holders; // guarded by the channel

        Piece(LockRange range, FileLock lock) {
            this.range = range;
            this.lock = lock;
        }
    }

    private SharedChannel(Object key, FileChannel channel, boolean onServer) {
        this.key = key;
        this.channel = channel;
        this.onServer = onServer;
    }

    Object key() {
        return key;
    }

    /** Opens the file of a path, and can tell which file a path names. All is tried again after a NoSuchFileException. */
    interface Opener {
        /** What identifies the file that the path names now; null if there is none. */
        @Nullable
        Object key() throws IOException;

        /** Creates it, unless somebody else has done so meanwhile. */
        void create() throws IOException;

        /** Whether it is a server's; fails if its locks would exclude nobody there. */
        boolean isOnServer() throws IOException;

        /** Opens or creates it. */
        FileChannel open() throws IOException;
    }

    static SharedChannel use(Path path, Opener opener) throws IOException {
        synchronized (OPEN) {
            try {
                return findOrOpen(path, opener);
            } finally {
                closeStrays();
            }
        }
    }

    private static SharedChannel findOrOpen(Path path, Opener opener) throws IOException {
        IOException last = new IOException(path + " is replaced again and again");
        for (int i = 0; i < 100; i++) {
            Object before = opener.key();
            try {
                if (before == null) {
                    opener.create(); // without opening it: it could be replaced between that and a look at it
                    continue;
                }
                SharedChannel opened = findOrOpen(before, opener);
                if (opened != null) {
                    return opened;
                }
            } catch (NoSuchFileException e) {
                last = e; // FUSE and others answer so even to O_CREAT if the file is deleted in that moment
            }
        }
        throw last;
    }

    /** The channel of the file with this key; null if the path names another one by now. */
    private static @Nullable SharedChannel findOrOpen(Object key, Opener opener) throws IOException {
        SharedChannel known = OPEN.get(key);
        if (known != null && known.channel.isOpen()) {
            known.users++;
            return known;
        }
        boolean onServer = opener.isOnServer();
        FileChannel channel = opener.open();
        STRAYS.add(channel); // if the file is replaced meanwhile, nobody knows which one the channel is on
        Object now = opener.key();
        if (now == null || !now.equals(key)) {
            return null;
        }
        STRAYS.remove(channel);
        SharedChannel opened = new SharedChannel(key, channel, onServer);
        opened.users = 1;
        OPEN.put(key, opened);
        return opened;
    }

    void oneMoreUser() {
        synchronized (OPEN) {
            users++;
        }
    }

    void leave() throws IOException {
        synchronized (OPEN) {
            if (--users == 0) {
                OPEN.remove(key, this);
                channel.close();
                closeStrays();
            }
        }
    }

    /** Once there is no lock that they could drop. */
    private static void closeStrays() throws IOException {
        if (OPEN.isEmpty()) {
            for (FileChannel stray : STRAYS) {
                stray.close();
            }
            STRAYS.clear();
        }
    }

    /** The locks that make up the range, with one more holder each; null if others hold some of its bytes. */
    synchronized @Nullable List<Piece> tryLock(LockRange range, LockMode mode, Path path) throws IOException {
        pieces.removeIf(piece -> !piece.lock.isValid());
        List<Piece> result = new ArrayList<>(1);
        for (Piece piece : pieces) {
            if (piece.range.overlaps(range)) {
                if (mode == LockMode.EXCLUSIVE || !piece.lock.isShared()) {
                    return null;
                }
                result.add(piece);
            }
        }
        List<Piece> added = new ArrayList<>(1);
        boolean complete = false;
        try {
            for (LockRange gap : gaps(range, result)) {
                FileLock lock = ChannelLock.tryLock(channel, gap, mode, path);
                if (lock == null) {
                    return null;
                }
                added.add(new Piece(gap, lock));
            }
            complete = true;
        } finally {
            if (!complete) {
                for (Piece piece : added) {
                    piece.lock.release();
                }
            }
        }
        pieces.addAll(added);
        result.addAll(added);
        result.forEach(piece -> piece.holders++);
        return result;
    }

    /** What a range has left when these are taken out of it. */
    private static List<LockRange> gaps(LockRange range, List<Piece> taken) {
        if (taken.isEmpty()) {
            return List.of(range);
        }
        List<LockRange> gaps = new ArrayList<>();
        long position = range.position();
        for (Piece piece : taken.stream()
                .sorted(Comparator.comparingLong(piece -> piece.range.position()))
                .toList()) {
            if (position < piece.range.position()) {
                gaps.add(new LockRange(position, piece.range.position() - position));
            }
            position = Math.max(position, piece.range.end());
        }
        if (position < range.end()) {
            gaps.add(new LockRange(position, range.end() - position));
        }
        return gaps;
    }

    /** Takes from the list what it has given back, so that after a failure the rest can be tried again. */
    synchronized void unlock(List<Piece> held) throws IOException {
        while (!held.isEmpty()) {
            Piece piece = held.get(held.size() - 1);
            if (piece.holders == 1 && channel.isOpen()) {
                piece.lock.release();
            }
            held.remove(held.size() - 1);
            if (--piece.holders == 0) {
                pieces.remove(piece);
            }
        }
    }
}
