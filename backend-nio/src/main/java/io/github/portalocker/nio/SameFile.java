package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Finds out which of the files that this JVM has locked a channel is on.
 *
 * <p>Java does not tell which file a channel is on. But it refuses, in the whole JVM, to lock bytes of a file that are locked
 * through another channel already, before it asks the operating system. So the channel makes a mark: it locks a byte that is
 * never locked otherwise. Where that byte is refused through another channel, that one is on the same file.
 *
 * <p>Other code could have locked that very byte only together with the byte after it, so that one is free, which is made sure
 * of. Other copies of this library, which use the same marks, wait until this one is done.
 */
final class SameFile {
    /** One object for all class loaders. */
    private static final Object ALL_COPIES = FileLock.class;

    private static final long MARK = ChannelLock.MARKS;
    private static final long BESIDE_IT = ChannelLock.MARKS + 1;

    /** Those that may have pieces; what is forgotten without {@link #remove} shall not stay. */
    private static final Set<FileLocks> FILES =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private SameFile() {}

    static void add(FileLocks file) {
        FILES.add(file);
    }

    static void remove(FileLocks file) {
        FILES.remove(file);
    }

    private static List<FileLocks> files() {
        synchronized (FILES) {
            return List.copyOf(FILES);
        }
    }

    /** Whether the channel, which has met a lock of this JVM, now shares the locks of another channel on the same file. */
    static boolean isFoundFor(KnownChannel known) throws IOException {
        synchronized (ALL_COPIES) {
            FileLocks own = known.latest();
            FileLock mark;
            try {
                mark = ChannelLock.tryLockAnyMode(known.channel, MARK, 1);
            } catch (OverlappingFileLockException | IOException e) {
                return false; // code that knows nothing of marks has locked the whole file; or the channel is closed
            }
            if (mark == null) {
                return false; // so has another process
            }
            try {
                for (FileLocks other : files()) {
                    if (other != own && own.mayBeSameAs(other) && isMarked(other, own)) {
                        merge(own, other);
                        return true;
                    }
                }
                return false;
            } finally {
                ChannelLock.release(mark);
            }
        }
    }

    /** Whether the mark is found on this file, if it is locked, or else the two may still be the same. */
    private static boolean isMarked(FileLocks file, FileLocks marking) throws IOException {
        synchronized (file) {
            Piece piece = file.anyPiece();
            if (piece == null) {
                return false;
            }
            FileLock beside;
            try {
                beside = ChannelLock.tryLockAnyMode(piece.channel, BESIDE_IT, 1);
            } catch (OverlappingFileLockException | IOException e) {
                return false;
            }
            if (beside == null) {
                return false;
            }
            try {
                FileLock second = ChannelLock.tryLockAnyMode(piece.channel, MARK, 1);
                if (second != null) {
                    ChannelLock.release(second);
                }
                marking.differsFrom(file);
                return false;
            } catch (OverlappingFileLockException e) {
                return true;
            } catch (ClosedChannelException e) {
                return false;
            } finally {
                ChannelLock.release(beside);
            }
        }
    }

    private static void merge(FileLocks own, FileLocks other) {
        synchronized (own) {
            synchronized (other) {
                own.mergeInto(other);
            }
        }
        FILES.remove(own);
    }
}
