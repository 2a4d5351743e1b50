package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Changes the content of a file where it is; a crash in the middle leaves a mixture. */
final class InPlace {
    private InPlace() {}

    static void write(Target target, byte[] content, Options options) throws IOException {
        try {
            long before = Files.size(target.file());
            Uninterrupted.run(() -> {
                try (FileChannel channel =
                        FileChannel.open(target.file(), Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
                    write(channel, content, before);
                    if (options.durability() != Durability.NONE) {
                        channel.force(true);
                    }
                }
            });
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw target.failed("the new content cannot be written in place", e);
        }
    }

    private static void write(FileChannel channel, byte[] content, long before) throws IOException {
        if (content.length > before) { // a full disk shows before anything is overwritten
            appendOrUndo(channel, ByteBuffer.wrap(content, (int) before, content.length - (int) before), before);
        }
        channel.position(0);
        Contents.write(channel, ByteBuffer.wrap(content, 0, (int) Math.min(before, content.length)));
        channel.truncate(content.length);
    }

    /** Leaves the file as long as it was if this fails. */
    private static void appendOrUndo(FileChannel channel, ByteBuffer content, long end) throws IOException {
        try {
            channel.position(end);
            Contents.write(channel, content);
        } catch (ClosedByInterruptException e) {
            throw e; // it is done again
        } catch (IOException e) {
            Contents.truncateQuietly(channel, end, e);
            throw e;
        }
    }
}
