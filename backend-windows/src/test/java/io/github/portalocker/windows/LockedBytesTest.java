package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

import io.github.portalocker.LockException;
import io.github.portalocker.LockRange;
import io.github.portalocker.windows.FakeKernel32.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which bytes of which handle Windows is asked to lock and to unlock; runs everywhere. */
final class LockedBytesTest {
    private static final LockRange MIDDLE = new LockRange(10, 10);

    private final FakeKernel32 windows = new FakeKernel32();

    @TempDir
    private Path dir;

    private OwnHandle open() throws IOException {
        return OwnHandle.open(new WindowsSystem(windows), dir.resolve("lock"));
    }

    private void locksAndUnlocks(WindowsHandle handle, long position, long length) throws IOException {
        assertThat(handle.lock(EXCLUSIVE)).isTrue();
        assertThat(windows.locked).singleElement().satisfies(bytes -> {
            assertThat(bytes.position()).isEqualTo(position);
            assertThat(bytes.length()).isEqualTo(length);
        });
        handle.release();
        assertThat(windows.unlocked).isEqualTo(windows.locked);
    }

    @Test
    void wholeFileIsEveryByteThatWindowsCanCount() throws Exception {
        try (OwnHandle handle = open()) {
            locksAndUnlocks(handle, 0, -1);
        }
    }

    @Test
    void wholeFileOfAChannelIsTheSame() throws Exception {
        try (FileChannel channel =
                FileChannel.open(dir.resolve("data"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            locksAndUnlocks(AdoptedHandle.adopt(new WindowsSystem(windows), Borrowed.of(channel, 40)), 0, -1);
            assertThat(windows.locked).containsExactly(new Bytes(40, 0, -1));
        }
    }

    static Stream<LockRange> ranges() {
        return Stream.of(
                MIDDLE,
                new LockRange(0, 1),
                new LockRange(0xffff_ffffL, 2),
                new LockRange(5L << 32, 7L << 32),
                LockRange.from(1),
                new LockRange(Long.MAX_VALUE - 1, 1));
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void rangeIsExactlyItsBytes(LockRange range) throws Exception {
        try (OwnHandle file = open();
                OwnHandle part = file.openRange(range)) {
            locksAndUnlocks(part, range.position(), range.length());
        }
        assertThat(windows.open).isEmpty();
    }

    @Test
    void rangeHasAHandleOfItsOwnOnTheSameFile() throws Exception {
        try (OwnHandle file = open();
                OwnHandle part = file.openRange(MIDDLE);
                OwnHandle other = file.openRange(MIDDLE)) {
            assertThat(windows.open).hasSize(3);
            assertThat(part.identity()).isEqualTo(file.identity());
            assertThat(file.lock(SHARED)).isTrue();
            assertThat(part.lock(SHARED)).isTrue();
            assertThat(other.lock(SHARED)).isTrue();
            assertThat(windows.locked).extracting(Bytes::handle).doesNotHaveDuplicates();
        }
        assertThat(windows.open).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_SHARING_VIOLATION", "ERROR_LOCK_VIOLATION", "ERROR_DELETE_PENDING"})
    void rangeOfAFileThatCannotBeOpenedNowWaits(WindowsError error) throws Exception {
        try (OwnHandle file = open()) {
            windows.opening.add(error.code);
            windows.opening.add(error.code);
            windows.opening.add(0);
            try (OwnHandle part = file.openRange(MIDDLE)) {
                assertThat(part.identity()).isEqualTo(file.identity());
                assertThat(part.lock(EXCLUSIVE)).isFalse();
                assertThat(windows.locked).isEmpty();
                assertThat(part.lock(EXCLUSIVE)).isTrue();
                assertThat(part.namesSameFile()).isTrue();
                part.release();
                assertThat(windows.unlocked).isEqualTo(windows.locked).hasSize(1);
            }
        }
        assertThat(windows.open).isEmpty();
    }

    @Test
    void rangeOfAFileThatCannotBeOpenedAtAllSaysWhy() throws Exception {
        try (OwnHandle file = open()) {
            windows.opening.add(WindowsError.ERROR_ACCESS_DENIED.code);
            windows.opening.add(WindowsError.ERROR_ACCESS_DENIED.code);
            assertThatThrownBy(() -> file.openRange(MIDDLE))
                    .isInstanceOf(LockException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void refusedUnlockOfARangeIsAnError() throws Exception {
        try (OwnHandle file = open();
                OwnHandle part = file.openRange(MIDDLE)) {
            assertThat(part.lock(EXCLUSIVE)).isTrue();
            windows.unlockError = WindowsError.ERROR_NOT_LOCKED.code;
            assertThatThrownBy(part::release)
                    .isInstanceOf(LockException.class)
                    .hasMessageContaining("ERROR_NOT_LOCKED 158");
        }
    }
}
