package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Which files may be locked, what is never done to them, and what happens when they are replaced.
 *
 * @since 0.1.0
 */
public interface LockFileContract extends ContractBase {

    @Test
    default void lockFileIsCreatedEmptyAndKept(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        locker().lock(file, EXCLUSIVE).close();
        assertThat(file).isEmptyFile();
        if (isPosix()) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    default void permissionsOfNewFilesCanBeChosen(@TempDir Path dir) throws Exception {
        assumeTrue(isPosix());
        Set<PosixFilePermission> wanted = PosixFilePermissions.fromString("rw-r-----");
        FileLocker locker =
                FileLocker.builder().backend(backend()).permissions(wanted).build();
        Path file = dir.resolve("lock");
        locker.lock(file, EXCLUSIVE).close();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(wanted);
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 4096})
    @DisplayName("A16, B19, K17: existing file is not changed")
    default void existingFileIsNotChanged(int size, @TempDir Path dir) throws Exception {
        String content = "x".repeat(size);
        Path file = Files.writeString(dir.resolve("data"), content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        if (isPosix()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrw-r--"));
        }
        Map<String, Object> before = Files.readAttributes(file, "lastModifiedTime,size");
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
            assertThat(locker().tryLock(file, EXCLUSIVE)).as("beside " + lock).isNull();
        }
        locker().lock(file, SHARED).close();
        assertThat(file).hasContent(content);
        assertThat(Files.readAttributes(file, "lastModifiedTime,size")).isEqualTo(before);
        if (isPosix()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rwxrw-r--");
        }
    }

    @Test
    default void directoryIsRefused(@TempDir Path dir) {
        refuses(dir, "it is a directory", "inside it");
    }

    @Test
    default void missingDirectoryIsNotCreated(@TempDir Path dir) {
        refuses(dir.resolve("missing").resolve("lock"), "its directory does not exist", "create the directory");
        assertThat(dir.resolve("missing")).doesNotExist();
    }

    @Test
    default void fileAsDirectoryIsRefused(@TempDir Path dir) throws Exception {
        Files.createFile(dir.resolve("file"));
        refuses(dir.resolve("file").resolve("lock"), "not a directory");
    }

    @Test
    @DisplayName("G8, G9: symbolic link as last component is refused")
    default void symbolicLinkAsLastComponentIsRefused(@TempDir Path dir) throws Exception {
        Path target = dir.resolve("target");
        Path link = symbolicLink(dir.resolve("link"), target);
        refuses(link, "it is a symbolic link", "toRealPath");
        assertThat(target).as("target of a dangling link").doesNotExist();
        Files.createFile(target);
        refuses(link, "it is a symbolic link", "toRealPath");
    }

    @Test
    @DisplayName("B21, G11: symbolic link to the directory is followed")
    default void symbolicLinkToTheDirectoryIsFollowed(@TempDir Path dir) throws Exception {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Path link = symbolicLink(dir.resolve("link"), folder);
        try (HeldFileLock lock = locker().lock(folder.resolve("lock"), EXCLUSIVE)) {
            assertThat(locker().tryLock(link.resolve("lock"), EXCLUSIVE))
                    .as("beside " + lock)
                    .isNull();
        }
    }

    private static Path symbolicLink(Path link, Path target) {
        try {
            Files.createSymbolicLink(link, target);
            assumeTrue(Files.isSymbolicLink(link), "the system pretends to have made a symbolic link");
            return link;
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "symbolic links cannot be made here: " + e);
            throw new AssertionError(e);
        }
    }

    @Test
    default void tooLongNameIsRefused(@TempDir Path dir) {
        assertThatThrownBy(() -> locker().lock(dir.resolve("x".repeat(300)), EXCLUSIVE))
                .isInstanceOf(LockException.class)
                .hasMessageContaining("x".repeat(300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"255 times x", "with space", "ünïcödé-日本", "semi;colon", "-n"})
    default void longAndStrangeNamesWork(String name, @TempDir Path dir) throws Exception {
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        assumeTrue(names.newEncoder().canEncode(name), "this locale (" + names + ") has no such names");
        Path file = dir.resolve(name.startsWith("255") ? "x".repeat(255) : name);
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
            assertThat(file).exists();
            assertThat(locker().tryLock(file, EXCLUSIVE)).as("beside " + lock).isNull();
        }
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    default void fileOfAnotherProviderIsRefused(@TempDir Path dir) throws Exception {
        Path zip = dir.resolve("archive.zip");
        try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            assertThatThrownBy(() -> locker().lock(archive.getPath("lock"), EXCLUSIVE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("jar");
        }
    }

    @Test
    @DisplayName("B11: closed lock file is not used")
    default void closedLockFileIsNotUsed(@TempDir Path dir) throws Exception {
        LockFile file = locker().open(dir.resolve("lock"));
        HeldFileLock lock = file.lock(EXCLUSIVE);
        file.close();
        file.close();
        assertThat(lock.isValid()).isFalse();
        lock.close();
        assertThatThrownBy(() -> file.lock(EXCLUSIVE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> file.tryLock(EXCLUSIVE)).isInstanceOf(IllegalStateException.class);
        assertThat(couldLock(EXCLUSIVE, dir.resolve("lock"))).isTrue();
    }

    @Test
    default void lockFileFollowsReplacementWhenAsked(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        FileLocker following =
                FileLocker.builder().backend(backend()).reopenIfReplaced(true).build();
        try (LockFile faithful = locker().open(path);
                LockFile follower = following.open(path)) {
            follower.lock(EXCLUSIVE).close();
            assumeTrue(ContractBase.replace(path), "this system does not replace an open file");
            try (HeldFileLock current = follower.lock(EXCLUSIVE);
                    HeldFileLock stale = faithful.lock(EXCLUSIVE)) {
                assertThat(current.isValid()).isTrue();
                assertThat(stale.isValid()).isFalse();
            }
        }
    }

    /** The thread that finds the replacement closes the old file; the others must not be waiting on its descriptor then. */
    @Test
    default void allThreadsFollowAReplacedFile(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        FileLocker following =
                FileLocker.builder().backend(backend()).reopenIfReplaced(true).build();
        boolean replaced = true;
        try (LockFile follower = following.open(path)) {
            for (int i = 0; i < 20 && replaced; i++) {
                HeldFileLock old = follower.lock(EXCLUSIVE);
                List<Task<Boolean>> tasks = new ArrayList<>();
                for (int t = 0; t < 4; t++) {
                    tasks.add(Threads.start(() -> {
                        try (HeldFileLock lock = follower.lock(EXCLUSIVE)) {
                            return lock.isValid();
                        }
                    }));
                }
                Thread.sleep(5);
                replaced = ContractBase.replace(path);
                old.close();
                for (Task<Boolean> task : tasks) {
                    assertThat(task.get()).isTrue();
                }
            }
        }
        assumeTrue(replaced, "this system does not replace an open file");
    }

    /** Fails unless locking is refused with a message that names the file and says these things. */
    private void refuses(Path path, String... reasons) {
        for (var attempt : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> locker().lock(path, EXCLUSIVE),
                () -> locker().tryLock(path, SHARED),
                () -> locker().open(path))) {
            assertThatThrownBy(attempt)
                    .isInstanceOf(LockException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining(backend())
                    .hasMessageContainingAll(reasons);
        }
    }
}
