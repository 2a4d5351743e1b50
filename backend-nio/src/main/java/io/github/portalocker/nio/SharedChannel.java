package io.github.portalocker.nio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.portalocker.internal.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * The one channel that this JVM opens of a file, which all handles on that file share.
 *
 * <p>On POSIX systems closing any channel of a file drops the locks that other channels have on it. So there is one, closed
 * when its last handle is; or later, if until then a caller's channel may have a lock on the file.
 */
final class SharedChannel {
    /** A file that has changed more often while it was opened is one that a process writes to all the time. */
    private static final int CHANGES_BY_OTHER_FILES = 10;

    /** With so many left open, a file that has changed is taken for the same one: strays must not use up all descriptors. */
    private static final int MOST_STRAYS = 16;

    /** Guarded by itself; also serializes the opening and closing of channels. */
    private static final Map<Object, SharedChannel> OPEN = new HashMap<>();

    /** Without a handle, but not closed yet. */
    private static final Set<SharedChannel> UNUSED = new LinkedHashSet<>(); // guarded by OPEN

    /** Channels that may be on some other file, which must not lose its lock by their closing. */
    private static final List<Closeable> STRAYS = new ArrayList<>(); // guarded by OPEN

    /** Whether there are any of these two, for a look without the monitor. */
    private static volatile boolean someAreLeft;

    private final Object key;
    final LockChannel channel;
    final KnownChannel known;

    /** Whether a server gives the locks. */
    final boolean onServer;

    private int users; // guarded by OPEN

    /** Where a path identifies a file: the file went away under another name, which has been noticed. */
    private volatile boolean hasLostItsPath;

    private SharedChannel(Object key, LockChannel channel, boolean onServer) {
        this.key = key;
        this.channel = channel;
        this.known = new KnownChannel(channel, identity());
        this.onServer = onServer;
    }

    /** What sets it apart from all other files of this JVM. */
    Object identity() {
        return NioBackend.WINDOWS ? this : key; // there a key is a path, which another file may have later
    }

    /** Whether the file with this key is the one that the channel is on, as far as is known. */
    boolean isOf(@Nullable Object otherKey) {
        return !hasLostItsPath && key.equals(otherKey);
    }

    /**
     * What a look at a path has found.
     *
     * @param key what identifies the file as long as it exists
     * @param change what is another one for the next file that gets the same key: file systems give the number of a deleted
     *     file to a new one at once
     * @param device that the file system is on; null where that is not known
     */
    record Named(Object key, Object change, @Nullable Long device) {}

    /** Opens the file of a path, and can tell which file a path names. All is tried again after a NoSuchFileException. */
    interface Opener {
        /** The file that the path names now; null if there is none. */
        @Nullable
        Named look() throws IOException;

        /** Creates it and returns what is to be closed; null if others have created it meanwhile. */
        @Nullable
        Closeable create() throws IOException;

        /** Whether a file on this device is a server's; fails if its locks would not exclude processes of other machines. */
        boolean isOnServer(@Nullable Long device) throws IOException;

        /** Opens or creates it. */
        LockChannel open() throws IOException;
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
        NoSuchFileException last = null;
        boolean wasAway = false;
        for (int i = 0; i < 100; i++) {
            Named before = opener.look();
            try {
                if (before == null) {
                    create(opener); // without using it: it could be replaced between that and a look at it
                    wasAway = true;
                    continue;
                }
                if (wasAway && NioBackend.WINDOWS) {
                    forgetPath(before.key);
                }
                SharedChannel opened =
                        findOrOpen(before, opener, i >= CHANGES_BY_OTHER_FILES || STRAYS.size() >= MOST_STRAYS);
                if (opened != null) {
                    return opened;
                }
            } catch (NoSuchFileException e) {
                last = e; // FUSE and others answer so even to O_CREAT if the file is deleted in that moment
            }
        }
        throw last != null ? last : new IOException(path + " is replaced again and again");
    }

    /** The open file was moved with its directory: Samba and Wine let a directory be renamed while its files are open. */
    private static void forgetPath(Object key) {
        SharedChannel gone = OPEN.remove(key);
        if (gone != null) {
            gone.hasLostItsPath = true;
        }
    }

    /** A new file has no locks but those that have come since. */
    private static void create(Opener opener) throws IOException {
        long count = CallersLocks.count();
        Closeable created = opener.create();
        if (created != null && !isClosed(created, count)) {
            STRAYS.add(created);
        }
    }

    /** The channel of this file; null if the path names another one by now. */
    private static @Nullable SharedChannel findOrOpen(Named file, Opener opener, boolean isWrittenTo)
            throws IOException {
        SharedChannel present = OPEN.get(file.key);
        if (present != null && present.channel.isOpen()) {
            present.users++;
            UNUSED.remove(present);
            return present;
        }
        boolean onServer = opener.isOnServer(file.device);
        LockChannel channel = opener.open();
        STRAYS.add(channel); // if the file is replaced meanwhile, it is unknown which one the channel is on
        Named now = opener.look();
        if (now == null || !now.key.equals(file.key) || !(isWrittenTo || now.change.equals(file.change))) {
            return null;
        }
        STRAYS.remove(channel);
        SharedChannel opened = new SharedChannel(file.key, channel, onServer);
        opened.users = 1;
        OPEN.put(file.key, opened);
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
                UNUSED.add(this);
                try {
                    closeIfHarmless();
                } finally {
                    closeOthers();
                }
            }
        }
    }

    private void closeIfHarmless() throws IOException {
        boolean stays = false;
        try {
            stays = !CallersLocks.close(() -> {
                boolean harmless = known.isAlone(!onServer);
                if (harmless) {
                    channel.close();
                }
                return harmless;
            });
        } finally {
            if (!stays) {
                OPEN.remove(key, this);
                UNUSED.remove(this);
                known.forget();
            }
        }
    }

    /** A lock on a caller's channel has gone, or was not taken: channels that had to stay for it may be closed. */
    static void closeUnused() {
        if (someAreLeft) {
            synchronized (OPEN) {
                closeOthers();
            }
        }
    }

    private static void closeOthers() {
        for (SharedChannel unused : List.copyOf(UNUSED)) {
            try {
                unused.closeIfHarmless();
            } catch (IOException e) {
                log(unused.key, e);
            }
        }
        closeStrays();
    }

    /** Once there is no lock that they could drop. */
    private static void closeStrays() {
        for (Closeable stray : OPEN.isEmpty() ? List.copyOf(STRAYS) : List.<Closeable>of()) {
            try {
                if (isClosed(stray, CallersLocks.NONE)) {
                    STRAYS.remove(stray);
                }
            } catch (IOException e) {
                STRAYS.remove(stray);
                log(stray, e);
            }
        }
        someAreLeft = !UNUSED.isEmpty() || !STRAYS.isEmpty();
    }

    /** Unless a lock on a caller's channel has come since there had been so many. */
    private static boolean isClosed(Closeable channel, long count) throws IOException {
        return CallersLocks.close(() -> {
            boolean harmless = !CallersLocks.areThereSince(count);
            if (harmless) {
                channel.close();
            }
            return harmless;
        });
    }

    private static void log(Object what, IOException failure) {
        Log.warn(() -> "a lock file was not closed properly: " + what, failure);
    }
}
