package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM has locked of one file, through our own channel and those of callers.
 *
 * <p>Which file a caller's channel is on cannot be seen. So the channel has an object of its own at first, which is merged into
 * the object of another channel once {@link SameFile} has found out that both are on one file.
 */
final class FileLocks {
    /** What took over the pieces of this one; set once, under the monitor of this. */
    private volatile @Nullable FileLocks successor;

    /** The key of the file, or a caller's channel as long as that is all that is known. */
    private volatile Object identity;

    int users = 1; // guarded by this
    private final List<Piece> pieces = new ArrayList<>(1); // guarded by this

    /** Channels of callers through which an attempt was made while there were pieces. */
    private final Set<LockChannel> callers = new HashSet<>(1); // guarded by this

    /** Known to be other files; guarded by {@link SameFile}. */
    private @Nullable Set<FileLocks> others;

    FileLocks(Object identity) {
        this.identity = identity;
    }

    /** The one that counts for the file now. */
    FileLocks latest() {
        FileLocks latest = this;
        for (FileLocks next = successor; next != null; next = latest.successor) {
            latest = next;
        }
        return latest;
    }

    /** Equal for all channels of one file, as far as is known. */
    Object identity() {
        return identity;
    }

    /** Under the monitor of this: whether it counts no more. */
    boolean isMerged() {
        return successor != null;
    }

    /** Under the monitors of both: the other one takes over. */
    void mergeInto(FileLocks other) {
        other.pieces.addAll(pieces);
        other.callers.addAll(callers);
        other.users += users;
        if (other.identity instanceof FileChannel) {
            other.identity = identity;
        }
        pieces.clear();
        callers.clear();
        successor = other;
    }

    /** For {@link SameFile}: whether the two have not been told apart. */
    boolean mayBeSameAs(FileLocks other) {
        if (!NioBackend.WINDOWS && !(identity instanceof FileChannel) && !(other.identity instanceof FileChannel)) {
            return identity.equals(other.identity); // on Windows, a file has as many keys as it has links
        }
        return others == null || !others.contains(other);
    }

    /** For {@link SameFile}: this can be found out once and for all, because no channel changes its file. */
    void differsFrom(FileLocks other) {
        if (others == null) {
            others = Collections.newSetFromMap(new WeakHashMap<>());
        }
        others.add(other);
    }

    /** Under the monitor of this: one that is locked beyond doubt. */
    @Nullable
    Piece anyPiece() {
        return allAreLost()
                ? null
                : pieces.stream().filter(Piece::isLocked).findAny().orElse(null);
    }

    /**
     * Under the monitor of this: the locks that make up the range, with one more holder each; null if others hold some of its
     * bytes.
     *
     * @throws java.nio.channels.OverlappingFileLockException if this JVM does, but not as far as is known here
     */
    @Nullable
    List<Piece> tryLock(KnownChannel known, LockRange range, LockMode mode, @Nullable Path path) throws IOException {
        LockChannel channel = known.channel;
        forgetLostPieces();
        watch(channel);
        List<Piece> result = new ArrayList<>(1);
        for (Piece piece : pieces) {
            if (piece.range.overlaps(range)) {
                if (mode == LockMode.EXCLUSIVE || !piece.isShared()) {
                    return null;
                }
                result.add(piece);
            }
        }
        List<Piece> added = new ArrayList<>(1);
        boolean complete = false;
        try {
            for (LockRange gap : gaps(range, result)) {
                long count = CallersLocks.count();
                FileLock lock = ChannelLock.tryLock(channel, gap, mode, path);
                known.isClearOf(count);
                if (lock == null) {
                    return null;
                }
                Piece piece = new Piece(gap, channel, lock);
                piece.addHolder(channel);
                added.add(piece);
            }
            complete = true;
        } finally {
            if (!complete) {
                for (Piece piece : added) {
                    piece.removeHolder(channel);
                }
            }
        }
        result.forEach(piece -> piece.addHolder(channel));
        pieces.addAll(added);
        watch(channel);
        result.addAll(added);
        return result;
    }

    /** Once it is closed, all locks on the file may have gone. */
    private void watch(LockChannel channel) {
        if (channel instanceof LockChannel.Interruptible && !pieces.isEmpty()) {
            callers.add(channel);
        }
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

    /**
     * Under the monitor of this: takes from the list what it has released, so that after a failure the rest can be tried again.
     */
    void unlock(LockChannel channel, List<Piece> held) throws IOException {
        while (!held.isEmpty()) {
            Piece piece = held.get(held.size() - 1);
            piece.removeHolder(channel);
            held.remove(held.size() - 1);
            if (!piece.hasHolders()) {
                pieces.remove(piece);
            }
        }
        if (pieces.isEmpty()) {
            callers.clear();
        }
    }

    /** Under the monitor of this: whether these are locked, as far as Java can know. */
    boolean areLocked(List<Piece> held) {
        return !allAreLost() && held.stream().allMatch(Piece::isLocked);
    }

    /** On POSIX systems, closing any channel of the file drops all locks that this JVM has on it. */
    private boolean allAreLost() {
        return !NioBackend.WINDOWS
                && (callers.stream().anyMatch(channel -> !channel.isOpen())
                        || pieces.stream().anyMatch(piece -> !piece.isLocked()));
    }

    /** A lock that has gone is shared with no newcomer. Its holders are told by {@link #areLocked}. */
    private void forgetLostPieces() throws IOException {
        if (pieces.isEmpty() && callers.isEmpty()) {
            return;
        }
        boolean all = allAreLost();
        for (Piece piece : List.copyOf(pieces)) {
            piece.removeClosedHolders();
            if (all || !piece.isLocked()) {
                piece.lose();
                pieces.remove(piece);
            } else if (!piece.hasHolders()) {
                pieces.remove(piece);
            }
        }
        callers.removeIf(channel -> !channel.isOpen());
    }
}
