package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Appends to a file of lines, under its lock. */
final class Journal {
    private static final int BLOCK = 8192;

    private final Target target;
    private final Options options;

    Journal(Target target, Options options) {
        this.target = target;
        this.options = options;
    }

    void append(byte[] line) throws IOException {
        try {
            Uninterrupted.run(this::create);
            long end = end();
            Uninterrupted.run(() -> append(line, end));
        } catch (IOException e) {
            throw target.failed("the line cannot be stored", e);
        }
    }

    /** An empty file is in its directory for good before it gets its first line. */
    private void create() throws IOException {
        Path file = target.file();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) > 0) {
            return;
        }
        try (Directory directory = Directory.of(target.directory(), options.durability() == Durability.FULL)) {
            FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                            Contents.permissions(file, options.permissions()))
                    .close();
            directory.flush();
        }
    }

    /** Where the last whole line ends. */
    private long end() throws IOException {
        long[] end = {0};
        Uninterrupted.run(() -> {
            try (FileChannel channel =
                    FileChannel.open(target.file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                end[0] = endOfLines(channel);
            }
        });
        return end[0];
    }

    private static long endOfLines(FileChannel channel) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        long end = channel.size();
        while (end > 0) {
            long start = Math.max(0, end - (end == channel.size() ? 1 : BLOCK)); // the last byte tells, nearly always
            block.clear().limit((int) (end - start));
            while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {}
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    /** Appends in the sense of O_APPEND, so that a program without the lock loses nothing that it appends at the same time. */
    private void append(byte[] line, long end) throws IOException {
        try (FileChannel channel =
                FileChannel.open(target.file(), StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() > end) {
                channel.truncate(end);
            }
            try {
                Contents.write(channel, line);
                if (options.durability() != Durability.NONE) {
                    channel.force(true);
                }
            } catch (ClosedByInterruptException e) {
                throw e; // it is done again
            } catch (IOException e) {
                Contents.truncateQuietly(channel, end, e);
                throw e;
            }
        }
    }
}
