package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockLostException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.Portalocker;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

final class LockedFileTest {
    @TempDir
    Path temporary;

    Path folder;
    Path path;
    LockedFile file;

    @BeforeEach
    void setUp() throws IOException {
        folder = temporary.toRealPath();
        path = folder.resolve("data");
        file = LockedFile.of(path);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The names in the folder, those of lock files aside. */
    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString())
                    .filter(name -> !name.endsWith(".lock"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void anUpdateMakesTheNewContentOfTheOld(Durability durability) throws Exception {
        LockedFile one = LockedFile.builder(path).durability(durability).build();

        assertThat(one.update(old -> bytes("[" + old.length + "]"))).asString().isEqualTo("[0]");
        assertThat(one.update(old -> bytes(new String(old, StandardCharsets.UTF_8) + "!")))
                .asString()
                .isEqualTo("[0]!");

        assertThat(one.read()).asString().isEqualTo("[0]!");
        assertThat(one.readLocked()).asString().isEqualTo("[0]!");
        assertThat(names()).containsExactly("data");
    }

    @Test
    void aFunctionThatChangesTheArrayItGotIsNotOverlooked() throws Exception {
        file.write(bytes("a"));
        file.update(old -> {
            old[0]++;
            return old;
        });
        assertThat(path).hasContent("b");
    }

    @Test
    void theSameContentLeavesTheFileAlone() throws Exception {
        file.write(bytes("same"));
        Object before = Files.readAttributes(path, "fileKey").get("fileKey");

        file.update(old -> old);
        file.update(old -> bytes("same"));

        assertThat(Files.readAttributes(path, "fileKey").get("fileKey")).isEqualTo(before);
        assertThat(LockedFile.of(folder.resolve("none")).update(old -> old)).isEmpty();
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void nothingChangesWhenTheFunctionFails() throws Exception {
        file.write(bytes("old"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> file.update(old -> {
                    throw new IOException("no");
                }))
                .withMessage("no");

        assertThat(path).hasContent("old");
        assertThat(names()).containsExactly("data");
        file.write(bytes("not locked any more"), Duration.ZERO);
    }

    @Test
    void threadsLoseNoUpdate() throws Exception {
        LockedFile quick = LockedFile.builder(path).durability(Durability.NONE).build();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Void> work = () -> {
                for (int i = 0; i < 50; i++) {
                    quick.update(Version::next);
                }
                return null;
            };
            for (Future<Void> result : threads.invokeAll(List.of(work, work, work, work))) {
                result.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(Version.of(file.read())).isEqualTo(200);
    }

    @Test
    void processesLoseNoUpdateAndReadersSeeWholeVersions() throws Exception {
        List<Program> writers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                writers.add(Program.java(List.of(), FileMain.class, path.toString(), "none", "100", "0"));
            }
            int last = 0;
            int reads = 0;
            while (writers.stream().anyMatch(writer -> writer.process().isAlive())) {
                int now = Files.exists(path) ? Version.of(file.read()) : 0;
                assertThat(now).isGreaterThanOrEqualTo(last);
                last = now;
                reads++;
            }
            for (Program writer : writers) {
                assertThat(writer.rest()).containsExactly("done");
            }
            assertThat(reads).isPositive();
        } finally {
            writers.forEach(Program::close);
        }
        assertThat(Version.of(file.read())).isEqualTo(300);
    }

    @Test
    void aTimeoutSaysThatOthersHoldTheLock() throws Exception {
        file.write(bytes("old"));
        try (Agent agent = Agent.start(FileLocker.builder().build().backend())) {
            agent.lock(LockMode.EXCLUSIVE, folder.resolve("data.lock"));

            assertThatExceptionOfType(LockTimeoutException.class)
                    .isThrownBy(() -> file.update(old -> bytes("new"), Duration.ofMillis(50)))
                    .withMessageContaining("data.lock");
            assertThatExceptionOfType(LockTimeoutException.class)
                    .isThrownBy(() -> file.write(bytes("new"), Duration.ZERO));
            assertThatExceptionOfType(LockTimeoutException.class)
                    .isThrownBy(() -> file.readLocked(Duration.ofMillis(50)));
            assertThat(file.read()).asString().isEqualTo("old");
        }
    }

    @Test
    void anUpdateWithinAnUpdateOfTheSameFileIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> file.update(old -> {
                    try {
                        return file.update(inner -> bytes("inner"));
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }));
        assertThat(path).doesNotExist();
    }

    @Test
    void anInterruptBeforeTheLockChangesNothing() throws Exception {
        file.write(bytes("old"));
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> file.write(bytes("new")));
        assertThat(path).hasContent("old");
    }

    @Test
    void anInterruptAfterTheLockIsKeptAndTheWorkDone() throws Exception {
        file.update(old -> {
            Thread.currentThread().interrupt();
            return bytes("new");
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(path).hasContent("new");
        assertThat(names()).containsExactly("data");
    }

    @Test
    void interruptsAtAnyMomentLeaveAWholeVersion() throws Exception {
        Thread writer = new Thread(() -> {
            while (true) {
                try {
                    file.update(Version::next);
                    file.write(Version.next(file.read()));
                } catch (InterruptedException e) {
                    if (Files.exists(folder.resolve("enough"))) {
                        return;
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        writer.start();
        for (int i = 0; i < 300; i++) {
            Thread.sleep(0, 300_000);
            writer.interrupt();
        }
        Files.createFile(folder.resolve("enough"));
        while (writer.isAlive()) {
            writer.interrupt();
            writer.join(1);
        }
        file.update(Version::next);
        assertThat(Version.of(file.read())).isPositive();
        assertThat(names()).containsExactly("data", "enough");
    }

    @Test
    void aFileIsReplacedBesideReadersThatHaveItOpen() throws Exception {
        file.write(Version.content(1));
        Thread reader = new Thread(() -> {
            try {
                while (Version.of(file.read()) < 30) {
                    Thread.sleep(2); // on Windows a file can be replaced only while it is closed
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        reader.start();
        for (int i = 2; i <= 30; i++) {
            file.write(Version.content(i));
        }
        reader.join(10_000);
        assertThat(reader.isAlive()).isFalse();
    }

    @Test
    @EnabledOnOs(OS.WINDOWS)
    void aFileThatStaysOpenIsRefusedAfterASecondOrReplaced() throws Exception {
        file.write(bytes("old"));
        try (FileChannel open = FileChannel.open(path)) {
            assertThat(open.size()).isEqualTo(3);
            file.write(bytes("new"));
            assertThat(path).hasContent("new"); // newer versions of Windows can
        } catch (FileSystemException e) {
            assertThat(e).hasMessageContaining("a program has the file open").hasMessageContaining("as it was");
            assertThat(path).hasContent("old");
        }
        file.write(bytes("newer"));
        assertThat(path).hasContent("newer");
    }

    @Test
    void createMakesAFileOnceOnly() throws Exception {
        assertThat(file.create(bytes("first"))).isTrue();
        assertThat(file.create(bytes("second"))).isFalse();
        assertThat(path).hasContent("first");
    }

    @Test
    void readingWhatIsNotThereSaysSo() {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(file::read);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(file::readLocked);
    }

    @Test
    void readLockedWaitsForAWriter() throws Exception {
        file.write(bytes("old"));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<byte[]> update = threads.submit(() -> file.update(old -> {
                inside.countDown();
                go.await();
                return bytes("new");
            }));
            inside.await();
            Future<byte[]> read = threads.submit(() -> file.readLocked());
            Thread.sleep(50);
            assertThat(read).isNotDone();
            go.countDown();
            assertThat(read.get()).asString().isEqualTo("new");
            update.get();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void appendAddsLines() throws Exception {
        file.append(bytes("one"));
        file.append(bytes(""));
        file.append(bytes("three"));
        assertThat(path).hasContent("one\n\nthree\n");
    }

    @Test
    void appendRemovesWhatACrashLeftOfALine() throws Exception {
        Files.writeString(path, "one\n" + "x".repeat(20_000));
        file.append(bytes("two"));
        assertThat(path).hasContent("one\ntwo\n");

        Files.writeString(path, "half");
        file.append(bytes("one"));
        assertThat(path).hasContent("one\n");
    }

    @Test
    void appendRefusesALineFeed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.append(bytes("a\nb")))
                .withMessageContaining("one line at a time");
        assertThat(path).doesNotExist();
    }

    @Test
    void appendGoesOnWhenInterrupted() throws Exception {
        file.append(bytes("one"));
        Thread appender = new Thread(() -> {
            for (int i = 0; i < 100; i++) {
                try {
                    file.append(bytes("line"));
                } catch (InterruptedException e) {
                    i--;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        appender.start();
        while (appender.isAlive()) {
            appender.interrupt();
            appender.join(5);
        }
        assertThat(Files.readAllLines(path)).hasSize(101).allMatch(line -> line.matches("one|line"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Wine keeps symbolic links in its own way")
    void aSymbolicLinkStaysAndItsFileChanges() throws Exception {
        Files.createDirectory(folder.resolve("real"));
        Path real = Files.writeString(folder.resolve("real/file"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        LockedFile.of(link).write(bytes("new"));

        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("new");
        assertThat(folder.resolve("real/file.lock")).exists();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Wine keeps symbolic links in its own way")
    void twoNamesOfAFileAreOneLock() throws Exception {
        file.write(bytes("old"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), path);
        try (HeldLock lock = Portalocker.lock(folder.resolve("data.lock"), LockMode.EXCLUSIVE)) {
            assertThatExceptionOfType(LockTimeoutException.class)
                    .isThrownBy(() -> LockedFile.of(link).write(bytes("new"), Duration.ofMillis(20)));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Wine keeps symbolic links in its own way")
    void aLinkThatIsTurnedWhileItWaitsIsFollowedAgain() throws Exception {
        Path first = Files.writeString(folder.resolve("first"), "old");
        Path second = Files.writeString(folder.resolve("second"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), first);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<byte[]> update;
            try (HeldLock lock = Portalocker.lock(folder.resolve("first.lock"), LockMode.EXCLUSIVE)) {
                update = threads.submit(() -> LockedFile.of(link).update(old -> bytes("new")));
                Thread.sleep(100);
                Files.delete(link);
                Files.createSymbolicLink(link, second);
            }
            update.get();
        } finally {
            threads.shutdownNow();
        }
        assertThat(first).hasContent("old");
        assertThat(second).hasContent("new");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Wine keeps symbolic links in its own way")
    void aDanglingLinkIsRefused() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> LockedFile.of(link).write(bytes("x")))
                .withMessageContaining("a symbolic link to a file that does not exist; create that file");
        assertThat(names()).containsExactly("link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data.lock", "DATA.LOCK", ".data.new"})
    void theFilesThatProtectOthersAreRefused(String name) throws Exception {
        file.write(bytes("old"));
        LockedFile other = LockedFile.of(folder.resolve(name));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> other.update(old -> bytes("x")))
                .withMessageContaining("choose another name");
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> other.append(bytes("x")));
        assertThat(names()).containsExactly("data");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Wine keeps symbolic links in its own way")
    void aLinkToALockFileIsRefusedToo() throws Exception {
        file.write(bytes("old"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("data.lock"));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> LockedFile.of(link).write(bytes("x")))
                .withMessageContaining("kept for the files that protect other files");
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> LockedFile.of(folder.resolve("x".repeat(251))).write(bytes("x")))
                .withMessageContaining("251 bytes")
                .withMessageContaining("at most 250 bytes");
    }

    @Test
    void theLongestNameWorks() throws Exception {
        LockedFile longest = LockedFile.of(folder.resolve("x".repeat(250)));
        longest.write(bytes("x"));
        assertThat(longest.readLocked()).asString().isEqualTo("x");
    }

    @Test
    void aMissingDirectoryIsNamed() {
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> LockedFile.of(folder.resolve("no/file")).write(bytes("x")))
                .withMessageContaining("its directory does not exist; create the directory");
        assertThat(folder.resolve("no")).doesNotExist();
    }

    @Test
    void aDirectoryIsRefused() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> LockedFile.of(directory).write(bytes("x")))
                .withMessageContaining("not a regular file");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Java cannot count the names of a file there")
    void hardLinksAreRefusedOrWrittenInPlace() throws Exception {
        Files.writeString(path, "old");
        Path other = Files.createLink(folder.resolve("other"), path);

        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> file.update(old -> {
                    throw new AssertionError("the work was done in vain");
                }))
                .withMessageContaining("2 names (hard links)")
                .withMessageContaining("inPlaceIfNeeded");
        assertThat(other).hasContent("old");

        LockedFile.builder(path).inPlaceIfNeeded().build().update(old -> bytes("new"));
        assertThat(other).hasContent("new");
        LockedFile.builder(path).inPlaceIfNeeded().build().write(bytes("x".repeat(10_000)));
        assertThat(other).hasSize(10_000);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Java cannot count the names of a file there")
    void whatAKilledUpdateLeftIsRemovedAndNotCountedAsAName() throws Exception {
        Files.writeString(path, "old");
        Files.createLink(folder.resolve(".data.new"), path);
        file.write(bytes("new"));
        assertThat(names()).containsExactly("data");
        assertThat(path).hasContent("new");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Wine keeps symbolic links in its own way")
    void aSymbolicLinkInThePlaceOfTheNewFileIsNotFollowed() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "safe");
        Files.createSymbolicLink(folder.resolve(".data.new"), victim);
        file.write(bytes("new"));
        assertThat(victim).hasContent("safe");
        assertThat(path).isRegularFile().hasContent("new");
    }

    @Test
    void aDirectoryThatWasRenamedIsNoticed() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        LockedFile inside = LockedFile.of(directory.resolve("file"));
        inside.write(bytes("old"));

        assertThatExceptionOfType(LockLostException.class)
                .isThrownBy(() -> inside.update(old -> {
                    try {
                        Files.move(directory, folder.resolve("moved"));
                        Files.createDirectory(directory);
                        Files.writeString(directory.resolve("file"), "of another");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    return bytes("new");
                }));

        assertThat(directory.resolve("file")).hasContent("of another");
        assertThat(folder.resolve("moved/file")).hasContent("old");
    }

    @Test
    void permissionsAreKept() throws Exception {
        Machine.needsPosix(folder);
        Files.writeString(path, "old");
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rwxr-x--x");
        Files.setPosixFilePermissions(path, permissions);

        file.write(bytes("new"));

        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(permissions);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data.lock"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aNewFileIsForItsOwnerOnlyUnlessAskedFor() throws Exception {
        Machine.needsPosix(folder);
        file.write(bytes("x"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");

        Path shared = folder.resolve("shared");
        LockedFile.builder(shared)
                .permissions(PosixFilePermissions.fromString("rw-r-----"))
                .build()
                .append(bytes("x"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void userAttributesAreKept() throws Exception {
        Files.writeString(path, "old");
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        try {
            view.write("origin", ByteBuffer.wrap(bytes("here")));
        } catch (IOException | NullPointerException e) {
            Assumptions.abort("there are no user attributes here: " + e);
        }

        file.write(bytes("new"));

        UserDefinedFileAttributeView after = Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
        ByteBuffer value = ByteBuffer.allocate(10);
        after.read("origin", value);
        assertThat(new String(value.array(), 0, value.position(), StandardCharsets.UTF_8))
                .isEqualTo("here");
    }

    @Test
    void aLockerOfTheCallersChoiceIsUsed() throws Exception {
        LockedFile nio = LockedFile.builder(path)
                .locker(FileLocker.builder().backend("nio").build())
                .build();
        nio.write(bytes("new"));
        assertThat(nio.readLocked()).asString().isEqualTo("new");
        assertThat(nio).hasToString("LockedFile[" + path + "]");
        assertThat(nio.path()).isEqualTo(path);
    }

    @Test
    void emptyPermissionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LockedFile.builder(path).permissions(Set.of()));
    }
}
