package io.github.portalocker.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class PositionalFileChannelTest {
    /** Moves two bytes at a time at the most, as a system may. */
    private static final class Slow extends PositionalFileChannel {
        private final FileChannel file;

        Slow(FileChannel file) {
            this.file = file;
        }

        private static ByteBuffer atMostTwo(ByteBuffer buffer) {
            return buffer.slice(buffer.position(), Math.min(2, buffer.remaining()));
        }

        private static int moved(ByteBuffer buffer, int count) {
            buffer.position(buffer.position() + Math.max(count, 0));
            return count;
        }

        @Override
        protected int readAt(ByteBuffer target, long position) throws IOException {
            return moved(target, file.read(atMostTwo(target), position));
        }

        @Override
        protected int writeAt(ByteBuffer source, long position) throws IOException {
            return moved(source, file.write(atMostTwo(source), position));
        }

        @Override
        protected long fileSize() throws IOException {
            return file.size();
        }

        @Override
        protected void cutTo(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        protected void sync(boolean metaData) throws IOException {
            file.force(metaData);
        }
    }

    private static ByteBuffer text(String text) {
        return US_ASCII.encode(text);
    }

    @Test
    void severalBuffersAreReadAndWrittenInTurn(@TempDir Path dir) throws Exception {
        try (FileChannel file = FileChannel.open(
                        dir.resolve("file"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                FileChannel channel = new Slow(file)) {
            ByteBuffer[] sources = {text("not this"), text("abc"), text(""), text("defgh")};
            assertThat(channel.write(sources, 1, 3)).isEqualTo(8);
            assertThat(channel.position()).isEqualTo(8);
            ByteBuffer[] targets = {ByteBuffer.allocate(5), ByteBuffer.allocate(5), ByteBuffer.allocate(5)};
            assertThat(channel.position(0).read(targets)).isEqualTo(8);
            assertThat(targets[0].array()).isEqualTo("abcde".getBytes(US_ASCII));
            assertThat(targets[1].array()).startsWith('f', 'g', 'h');
            assertThat(channel.read(targets)).as("at the end").isEqualTo(-1);
            assertThatThrownBy(() -> channel.read(targets, 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(targets[2].position()).isZero();
        }
    }
}
