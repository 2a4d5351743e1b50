package io.github.portalocker.nio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of a channel when, after its opening, it is not known which file it is on. */
final class SharedChannelTest {
    @TempDir
    private Path dir;

    /** Opens a file of which it tells one key after the other; an exception is one that cannot be told. */
    private final class Opener implements SharedChannel.Opener {
        private final Path file = dir.resolve("file");
        private final Deque<Object> keys;
        private final List<FileChannel> opened = new ArrayList<>();
        private @Nullable FileChannel last;

        Opener(Object... keys) {
            this.keys = new ArrayDeque<>(List.of(keys));
        }

        @Override
        public SharedChannel.Named look() throws IOException {
            Object key = keys.remove();
            if (key instanceof IOException failure) {
                throw failure;
            }
            return key instanceof SharedChannel.Named named
                    ? named
                    : new SharedChannel.Named(key, "never changed", null);
        }

        @Override
        public @Nullable Closeable create() throws IOException {
            Files.createFile(file);
            return null;
        }

        @Override
        public boolean isOnServer(@Nullable Long device) {
            return false;
        }

        @Override
        public LockChannel open() throws IOException {
            last = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            opened.add(last);
            return new LockChannel.Interruptible(last);
        }

        boolean isOpen() {
            return last != null && last.isOpen();
        }
    }

    @Test
    void channelStaysOpenWhileOtherFilesAre() throws Exception {
        Opener good = new Opener("one", "one");
        Opener bad = new Opener("two", new IOException("gone"));
        SharedChannel shared = SharedChannel.use(dir, good);
        assertThatThrownBy(() -> SharedChannel.use(dir, bad)).hasMessage("gone");
        assertThat(bad.isOpen()).isTrue();
        shared.leave();
        assertThat(bad.isOpen()).isFalse();
        assertThat(good.isOpen()).isFalse();
    }

    @Test
    void replacedFileIsOpenedAgain() throws Exception {
        Opener opener = new Opener("old", "new", "new", "new");
        SharedChannel shared = SharedChannel.use(dir, opener);
        assertThat(shared.isOf("new")).isTrue();
        assertThat(shared.isOf("old")).isFalse();
        assertThat(opener.isOpen()).isTrue();
        shared.leave();
        assertThat(opener.isOpen()).isFalse();
    }

    /** Opened was one that came and went between the two. */
    @Test
    void fileThatGotTheKeyOfADeletedOneIsOpenedAgain() throws Exception {
        Opener opener = new Opener(
                new SharedChannel.Named("key", "of the first", null),
                new SharedChannel.Named("key", "of the third", null),
                new SharedChannel.Named("key", "of the third", null),
                new SharedChannel.Named("key", "of the third", null));
        SharedChannel shared = SharedChannel.use(dir, opener);
        assertThat(opener.keys).isEmpty();
        shared.leave();
    }

    @Test
    void fileThatIsWrittenToAllTheTimeIsOpened() throws Exception {
        Opener opener = new Opener(IntStream.range(0, 50)
                .mapToObj(i -> new SharedChannel.Named("key", i, null))
                .toArray());
        SharedChannel shared = SharedChannel.use(dir, opener);
        assertThat(shared.isOf("key")).isTrue();
        shared.leave();
        assertThat(opener.isOpen()).isFalse();
    }

    @Test
    void filesThatAreWrittenToAllTheTimeDoNotUseUpDescriptors() throws Exception {
        SharedChannel other = SharedChannel.use(dir, new Opener("other", "other"));
        List<FileChannel> opened = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Opener opener = new Opener(IntStream.range(0, 50)
                    .mapToObj(change -> new SharedChannel.Named("key", change, null))
                    .toArray());
            SharedChannel.use(dir, opener).leave();
            opened.addAll(opener.opened);
        }
        assertThat(opened.stream().filter(FileChannel::isOpen)).hasSizeLessThan(30);
        other.leave();
        assertThat(opened).noneMatch(FileChannel::isOpen);
    }

    @Test
    void channelIsClosedAtOnceWhereNothingElseIsOpen() {
        Opener bad = new Opener("two", new IOException("gone"));
        assertThatThrownBy(() -> SharedChannel.use(dir, bad)).hasMessage("gone");
        assertThat(bad.isOpen()).isFalse();
    }
}
