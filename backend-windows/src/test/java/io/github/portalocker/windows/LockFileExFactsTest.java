package io.github.portalocker.windows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.sun.jna.NativeLibrary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What LockFileEx and UnlockFileEx do, called as the backend calls them: facts that its design rests on. A handle carries
 * several locks, each with its own range; the backend gives each lock a handle of its own.
 */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "needs Windows, or Wine: see docs/testing.md")
final class LockFileExFactsTest {
    /** Beyond what a file of Windows can be; as an unsigned number it is the last byte that can be named. */
    private static final long LAST_BYTE = -1;

    private static final int ERROR_INVALID_LOCK_RANGE = 307;

    private final Kernel32 kernel32 = JnaKernel32.load();
    private final List<Handle> handles = new ArrayList<>();

    @TempDir
    private Path dir;

    private Path file;
    private Handle mine;
    private Handle other;

    /** A handle of its own on the file, and what Windows answers to it: yes, or no for the one reason that there may be. */
    private final class Handle {
        private final long number;

        Handle() {
            number = kernel32.createFile(
                    file.toString(),
                    Kernel32.GENERIC_READ | Kernel32.GENERIC_WRITE,
                    Kernel32.SHARE_READ | Kernel32.SHARE_WRITE,
                    Kernel32.OPEN_EXISTING,
                    Kernel32.ATTRIBUTE_NORMAL);
            assertThat(number).isPositive();
            handles.add(this);
        }

        boolean exclusive(long position, long length) {
            return yes(kernel32.tryLock(number, true, position, length), WindowsError.ERROR_LOCK_VIOLATION);
        }

        boolean shared(long position, long length) {
            return yes(kernel32.tryLock(number, false, position, length), WindowsError.ERROR_LOCK_VIOLATION);
        }

        boolean unlock(long position, long length) {
            return yes(
                    kernel32.unlock(number, position, length),
                    isWine() ? WindowsError.ERROR_LOCK_VIOLATION : WindowsError.ERROR_NOT_LOCKED);
        }

        /** Whether no other lock is in the way; leaves none. */
        boolean findsFree(long position, long length) {
            return exclusive(position, length) && unlock(position, length);
        }
    }

    private static boolean yes(int result, WindowsError no) {
        if (result < 0) {
            assertThat(WindowsError.of(result)).isEqualTo(no);
        }
        return result >= 0;
    }

    /** Only for what the documentation says Wine gets wrong. */
    private static boolean isWine() {
        try {
            NativeLibrary.getInstance("ntdll").getFunction("wine_get_version");
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    @BeforeEach
    void open() throws Exception {
        file = Files.createFile(dir.resolve("lock"));
        mine = new Handle();
        other = new Handle();
    }

    @AfterEach
    void close() {
        handles.forEach(handle -> kernel32.closeHandle(handle.number));
    }

    @Test
    @DisplayName("A5: locking exclusively again is refused, even on the same handle")
    void lockingExclusivelyAgainIsRefused() {
        assertThat(mine.exclusive(0, Kernel32.ALL_BYTES)).isTrue();
        assertThat(mine.exclusive(0, Kernel32.ALL_BYTES)).isFalse();
        assertThat(mine.unlock(0, Kernel32.ALL_BYTES)).isTrue();
        assertThat(mine.unlock(0, Kernel32.ALL_BYTES)).as("a second lock").isFalse();
        assertThat(other.findsFree(0, Kernel32.ALL_BYTES)).isTrue();
    }

    @Test
    @DisplayName("K1: a range of no bytes is a lock")
    void rangeOfNoBytesIsALock() {
        assertThat(mine.exclusive(0, 0)).isTrue();
        assertThat(mine.unlock(0, 0)).isTrue();
        assertThat(mine.unlock(0, 0)).isFalse();
    }

    @Test
    @DisplayName("K2: ranges that overlap exclude each other on one handle, too")
    void rangesThatOverlapExcludeEachOther() {
        assertThat(mine.exclusive(10, 20)).isTrue();
        for (Handle handle : List.of(mine, other)) {
            assertThat(handle.exclusive(12, 10)).as("within").isFalse();
            assertThat(handle.exclusive(5, 6)).as("one byte").isFalse();
            assertThat(handle.exclusive(29, 100)).as("the last byte").isFalse();
            assertThat(handle.exclusive(0, Kernel32.ALL_BYTES)).as("around").isFalse();
        }
        assertThat(other.shared(12, 10)).isFalse();
    }

    @Test
    @DisplayName("K3: adjacent ranges do not exclude each other")
    void adjacentRangesDoNotExcludeEachOther() {
        assertThat(mine.exclusive(10, 20)).isTrue();
        assertThat(mine.exclusive(5, 5)).isTrue();
        assertThat(other.exclusive(30, 5)).isTrue();
        assertThat(other.exclusive(4, 1)).isTrue();
    }

    @Test
    @DisplayName("K4: only the very range that was locked can be unlocked, once")
    void onlyTheVeryRangeCanBeUnlocked() {
        assertThat(mine.exclusive(10, 20)).isTrue();
        assertThat(mine.exclusive(30, 20)).isTrue();
        assertThat(mine.unlock(10, 10)).as("a part").isFalse();
        assertThat(mine.unlock(10, 40)).as("two at once").isFalse();
        assertThat(other.unlock(10, 20)).as("of another handle").isFalse();
        assertThat(other.shared(10, 1) || other.shared(29, 1)).isFalse();
        assertThat(mine.unlock(10, 20)).isTrue();
        assertThat(mine.unlock(10, 20)).as("again").isFalse();
        assertThat(other.findsFree(10, 20)).isTrue();
        assertThat(other.shared(30, 1)).isFalse();
    }

    @Test
    @DisplayName("A5, K5: shared locks of one handle are counted")
    void sharedLocksOfOneHandleAreCounted() {
        assertThat(mine.shared(100, 100)).isTrue();
        assertThat(mine.shared(100, 100)).isTrue();
        assertThat(mine.unlock(100, 100)).isTrue();
        assertThat(other.findsFree(100, 100)).isFalse();
        assertThat(mine.unlock(100, 100)).isTrue();
        assertThat(other.findsFree(100, 100)).isTrue();
        assertThat(mine.unlock(100, 100)).isFalse();
    }

    @Test
    @DisplayName("K6, K8: shared ranges overlap, and each keeps its bytes until it is unlocked")
    void sharedRangesOverlap() {
        assertThat(mine.shared(100, 100)).isTrue();
        assertThat(mine.shared(150, 100)).isTrue();
        assertThat(other.shared(120, 100)).isTrue();
        assertThat(other.unlock(120, 100)).isTrue();
        assertThat(other.findsFree(200, 50)).isFalse();
        assertThat(mine.unlock(150, 100)).isTrue();
        assertThat(other.findsFree(200, 50)).isTrue();
        assertThat(other.findsFree(199, 1)).isFalse();
        assertThat(mine.unlock(100, 100)).isTrue();
        assertThat(other.findsFree(100, 150)).isTrue();
    }

    /** So there is no upgrade; the shared lock survives the attempt. */
    @Test
    @DisplayName("K7: exclusive over the same handle's shared lock is refused")
    void exclusiveOverOwnSharedIsRefused() {
        assertThat(mine.shared(100, 100)).isTrue();
        assertThat(mine.exclusive(150, 50)).isFalse();
        assertThat(mine.exclusive(100, 100)).isFalse();
        assertThat(other.findsFree(100, 100)).isFalse();
        assertThat(mine.unlock(100, 100)).isTrue();
        assertThat(other.findsFree(100, 100)).isTrue();
    }

    @Test
    @DisplayName(
            "A5, K9: shared over the same handle's exclusive lock is granted, and the exclusive one is unlocked first")
    void sharedOverOwnExclusiveIsGranted() {
        assertThat(mine.exclusive(300, 100)).isTrue();
        assertThat(other.shared(300, 100)).isFalse();
        assertThat(mine.shared(300, 100)).isTrue();
        assertThat(mine.unlock(300, 100)).isTrue();
        assertThat(other.shared(300, 100)).as("beside the shared lock").isTrue();
        assertThat(other.unlock(300, 100)).isTrue();
        assertThat(other.findsFree(300, 100)).as("of the shared lock").isFalse();
        assertThat(mine.unlock(300, 100)).isTrue();
        assertThat(other.findsFree(300, 100)).isTrue();
    }

    /** The length of {@link Kernel32#ALL_BYTES} leaves out one byte, which no file and no FileChannel reaches. */
    @Test
    @DisplayName("K10, K12: ranges reach up to the last byte that can be named")
    void rangesReachUpToTheLastByte() {
        long far = 0x1000_0000_0000_0000L;
        assertThat(mine.exclusive(far, -far)).isTrue();
        assertThat(other.exclusive(LAST_BYTE, 1)).isFalse();
        assertThat(other.exclusive(2 * far, 20)).isFalse();
        assertThat(other.exclusive(far - 1, 1)).isTrue();
        assertThat(mine.unlock(far, -far)).isTrue();
        assertThat(other.unlock(far - 1, 1)).isTrue();

        assertThat(mine.exclusive(0, Kernel32.ALL_BYTES)).isTrue();
        assertThat(other.exclusive(Long.MAX_VALUE, 1)).isFalse();
        assertThat(other.exclusive(LAST_BYTE - 1, 1)).isFalse();
        assertThat(other.exclusive(LAST_BYTE, 1)).isTrue();
        assertThat(other.unlock(LAST_BYTE, 1)).isTrue();
    }

    @Test
    @DisplayName("K11: a range that wraps around is an error and no lock")
    void rangeThatWrapsAroundIsAnErrorAndNoLock() {
        int error = isWine() ? WindowsError.ERROR_INVALID_PARAMETER.code : ERROR_INVALID_LOCK_RANGE;
        assertThat(kernel32.tryLock(mine.number, true, LAST_BYTE, 2)).isEqualTo(-error);
        assertThat(kernel32.tryLock(mine.number, true, 2, LAST_BYTE)).isEqualTo(-error);
        assertThat(other.findsFree(LAST_BYTE, 1)).isTrue();
        assertThat(other.findsFree(0, Kernel32.ALL_BYTES)).isTrue();
    }

    @Test
    @DisplayName("K13: a lock of no bytes keeps out only what begins before it and ends after it")
    void lockOfNoBytesKeepsOutWhatItLiesIn() {
        assertThat(mine.exclusive(100, 0)).isTrue();
        for (Handle handle : List.of(mine, other)) {
            assertThat(handle.exclusive(98, 4)).as("around").isFalse();
            assertThat(handle.exclusive(99, 2)).as("just around").isFalse();
            assertThat(handle.findsFree(90, 10)).as("before").isTrue();
            assertThat(handle.findsFree(100, 10)).as("after").isTrue();
            assertThat(handle.findsFree(100, 0)).as("the same").isTrue();
        }
        assertThat(mine.unlock(100, 10)).isFalse();
        assertThat(mine.exclusive(90, 20)).isFalse();
    }
}
