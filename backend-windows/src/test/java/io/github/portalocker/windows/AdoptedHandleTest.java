package io.github.portalocker.windows;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The care that a borrowed handle needs; runs everywhere. */
final class AdoptedHandleTest {
    private static final long HANDLE = 40;

    private final FakeKernel32 windows = new FakeKernel32();

    private FileChannel openChannel(Path dir) throws Exception {
        return FileChannel.open(dir.resolve("data"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private AdoptedHandle adopt(FileChannel channel) throws Exception {
        return AdoptedHandle.adopt(new WindowsSystem(windows), Borrowed.of(channel, HANDLE));
    }

    @Test
    void closingTheHandleLeavesTheChannelAlone(@TempDir Path dir) throws Exception {
        windows.open.add(HANDLE);
        try (FileChannel channel = openChannel(dir)) {
            AdoptedHandle handle = adopt(channel);
            assertThat(handle.lock(EXCLUSIVE)).isTrue();
            assertThat(handle.channel()).isSameAs(channel);
            handle.release();
            handle.close();
            assertThat(channel.isOpen()).isTrue();
            assertThat(windows.open).containsExactly(HANDLE);
        }
    }

    @Test
    void handleOfAClosedChannelIsNotTouched(@TempDir Path dir) throws Exception {
        FileChannel channel = openChannel(dir);
        AdoptedHandle handle = adopt(channel);
        assertThat(handle.lock(EXCLUSIVE)).isTrue();
        channel.close();
        windows.unlockError = WindowsError.ERROR_NOT_LOCKED.code;
        handle.release();
        assertThat(handle.namesSameFile()).isFalse();
        assertThatThrownBy(() -> handle.lock(EXCLUSIVE)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void closedChannelAndWhatIsNoFileAreRefused(@TempDir Path dir) throws Exception {
        FileChannel channel = openChannel(dir);
        windows.type = 3;
        assertThatThrownBy(() -> adopt(channel)).isInstanceOf(UnsupportedOperationException.class);
        channel.close();
        assertThatThrownBy(() -> adopt(channel)).isInstanceOf(ClosedChannelException.class);
    }
}
