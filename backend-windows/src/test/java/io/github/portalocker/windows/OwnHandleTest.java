package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portalocker.LockException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is made of Windows' answers, including those that Wine never gives; runs everywhere. */
final class OwnHandleTest {
    private final FakeKernel32 windows = new FakeKernel32();

    @TempDir
    private Path dir;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = dir.resolve("lock");
    }

    private OwnHandle open() throws IOException {
        return OwnHandle.open(new WindowsSystem(windows), file);
    }

    private void refuses(String... reasons) {
        assertThatThrownBy(this::open)
                .isInstanceOf(LockException.class)
                .hasMessageContainingAll(reasons)
                .hasMessageContainingAll(file.toString(), "windows");
        assertThat(windows.open).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_SHARING_VIOLATION", "ERROR_LOCK_VIOLATION", "ERROR_DELETE_PENDING"})
    @DisplayName("G15, K19: file that cannot be opened now is as good as locked")
    void fileThatCannotBeOpenedNowIsAsGoodAsLocked(WindowsError error) throws Exception {
        windows.opening.add(error.code);
        windows.opening.add(error.code);
        windows.opening.add(0);
        OwnHandle handle = open();
        assertThat(handle.identity()).isEqualTo(new FileStatus.Identity(1, 7, 0));
        assertThat(handle.lock(EXCLUSIVE)).isFalse();
        assertThat(handle.namesSameFile())
                .as("there is nothing yet that could have been replaced")
                .isTrue();
        assertThat(handle.lock(EXCLUSIVE)).isTrue();
        assertThat(handle.namesSameFile()).isTrue();
        handle.release();
        handle.close();
        assertThat(windows.open).isEmpty();
    }

    @Test
    void fileThatVanishesBetweenTwoAttemptsIsRecognizedAsAnother() throws Exception {
        windows.opening.add(WindowsError.ERROR_DELETE_PENDING.code);
        windows.statusError = WindowsError.ERROR_DELETE_PENDING.code;
        OwnHandle handle = open();
        assertThat(handle.identity()).isEqualTo(file.toString());
        assertThat(handle.lock(SHARED)).isTrue();
        assertThat(handle.namesSameFile()).isFalse();
        windows.statusError = 0;
        assertThat(handle.namesSameFile()).isTrue();
        windows.fileIndex = 8;
        assertThat(handle.namesSameFile()).isFalse();
        handle.close();
    }

    @Test
    void handleThatNeverOpenedClosesQuietly() throws Exception {
        windows.opening.add(WindowsError.ERROR_SHARING_VIOLATION.code);
        open().close();
        assertThat(windows.open).isEmpty();
    }

    @Test
    void attemptThatFailsForGoodSaysWhy() throws Exception {
        windows.opening.add(WindowsError.ERROR_SHARING_VIOLATION.code);
        OwnHandle handle = open();
        windows.opening.add(WindowsError.ERROR_PATH_NOT_FOUND.code);
        assertThatThrownBy(() -> handle.lock(SHARED)).hasMessageContaining("its directory does not exist");
        handle.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_ACCESS_DENIED", "ERROR_WRITE_PROTECT"})
    void readOnlyFileIsLockedThroughAReadOnlyHandle(WindowsError error) throws Exception {
        windows.opening.add(error.code);
        windows.opening.add(0);
        try (OwnHandle handle = open()) {
            assertThat(windows.lastAccess).isEqualTo(Kernel32.GENERIC_READ);
            assertThat(handle.lock(EXCLUSIVE)).isTrue();
            FileChannel channel = handle.channel();
            channel.force(true);
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(NonWritableChannelException.class);
        }
    }

    @Test
    void deniedFileIsAnErrorWithCodeNameAndRemedy() {
        windows.opening.add(WindowsError.ERROR_ACCESS_DENIED.code);
        windows.opening.add(WindowsError.ERROR_ACCESS_DENIED.code);
        refuses("cannot open", "permission denied", "ERROR_ACCESS_DENIED 5", "read and write the file");
    }

    @Test
    void deniedCreationNamesTheDirectory() {
        windows.opening.add(WindowsError.ERROR_ACCESS_DENIED.code);
        windows.opening.add(WindowsError.ERROR_FILE_NOT_FOUND.code);
        windows.statusError = WindowsError.ERROR_FILE_NOT_FOUND.code;
        refuses("cannot create", "permission denied", "write to its directory");
    }

    @Test
    void fileInDeletionIsContentionEvenWhereWritingIsDenied() throws Exception {
        windows.opening.add(WindowsError.ERROR_ACCESS_DENIED.code);
        windows.opening.add(WindowsError.ERROR_DELETE_PENDING.code);
        try (OwnHandle handle = open()) {
            windows.opening.add(WindowsError.ERROR_DELETE_PENDING.code);
            assertThat(handle.lock(EXCLUSIVE)).isFalse();
        }
    }

    @Test
    @DisplayName("K18: reparse points are refused")
    void reparsePointsAreRefused() throws Exception {
        windows.attributes = Kernel32.ATTRIBUTE_REPARSE_POINT;
        refuses("it is a reparse point");
        windows.opening.add(WindowsError.ERROR_ACCESS_DENIED.code);
        windows.opening.add(WindowsError.ERROR_ACCESS_DENIED.code);
        windows.attributes |= Kernel32.ATTRIBUTE_DIRECTORY;
        refuses("it is a reparse point");
    }

    @Test
    void directoriesAreRefused() {
        windows.attributes = Kernel32.ATTRIBUTE_DIRECTORY;
        refuses("it is a directory", "inside it");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3})
    void whatIsNoDiskFileIsRefused(int type) {
        windows.type = type;
        refuses("a device or a pipe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NUL", "con", "Aux", "PRN", "COM1", "lpt9", "CONIN$", "COM\u00b9"})
    void namesOfDevicesAreRefused(String name) {
        file = dir.resolve(name);
        refuses("the name of a device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NULL", "COM", "COM10", "console", "lpt", "a.con"})
    void namesThatLookLikeDevicesAreNot(String name) throws Exception {
        file = dir.resolve(name);
        open().close();
    }

    @Test
    void fileAsDirectoryIsSaidToBeOne() throws Exception {
        file = Files.createFile(dir.resolve("file")).resolve("lock");
        windows.opening.add(WindowsError.ERROR_PATH_NOT_FOUND.code);
        windows.statusError = WindowsError.ERROR_PATH_NOT_FOUND.code;
        refuses("a part of the path before the name is not a directory", "ERROR_PATH_NOT_FOUND 3");
    }

    @Test
    void codeThatIsNotInTheTableIsExplainedByTheSystem() {
        windows.opening.add(4390);
        refuses("the system's text of 4390", "error 4390");
    }

    @Test
    void lockErrorsAreToldFromContention() throws Exception {
        try (OwnHandle handle = open()) {
            windows.lockError = WindowsError.ERROR_LOCK_VIOLATION.code;
            assertThat(handle.lock(SHARED)).isFalse();
            windows.lockError = WindowsError.ERROR_NETNAME_DELETED.code;
            assertThatThrownBy(() -> handle.lock(SHARED))
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll("cannot lock", "ERROR_NETNAME_DELETED 64", "open the file again");
            windows.lockError = WindowsError.ERROR_ACCESS_DENIED.code;
            assertThatThrownBy(() -> handle.lock(SHARED)).hasMessageContaining("neither read nor write");
            windows.unlockError = WindowsError.ERROR_NOT_LOCKED.code;
            assertThatThrownBy(handle::release)
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll("cannot unlock", "ERROR_NOT_LOCKED 158");
        }
    }

    @Test
    void fileIndexIdentifiesWhereThereAreNoLongIds() throws Exception {
        windows.fileIndex = 0x0000_0005_ffff_fffeL;
        windows.fileIdError = WindowsError.ERROR_INVALID_PARAMETER.code;
        try (OwnHandle handle = open()) {
            assertThat(handle.identity()).isEqualTo(new FileStatus.Identity(1, 0x0000_0005_ffff_fffeL, 0));
        }
    }
}
