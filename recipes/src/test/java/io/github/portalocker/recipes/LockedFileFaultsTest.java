package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.FileLocker;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.recipes.LockedFileTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What goes wrong outside: nothing is lost, and the message says what to do. Linux. */
final class LockedFileFaultsTest {
    @TempDir
    Path temporary;

    Path folder;
    Path path;
    LockedFile file;

    private final List<Path> mounts = new ArrayList<>();

    @BeforeEach
    void setUp() throws IOException {
        folder = temporary.toRealPath();
        path = folder.resolve("data");
        file = LockedFile.of(path);
    }

    @AfterEach
    void unmount() throws Exception {
        for (Path mount : mounts) {
            Machine.run("umount", "-l", mount.toString());
        }
    }

    private void mount(Path point, String... how) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(how));
        command.add(point.toString());
        Machine.needsToRun(command.toArray(String[]::new));
        mounts.add(0, point);
    }

    /** Runs {@link OnceMain}, behind other words, and answers what it says. */
    private static List<String> once(List<String> before, String what, Path file, String content)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.addAll(Program.javaCommand(
                System.getProperty("java.class.path"), List.of(), OnceMain.class, what, file.toString(), content));
        try (Program program = Program.start(command)) {
            program.finish();
            return program.rest();
        }
    }

    /** As a user who is nothing but the owner of its files, although its number is that of root: it can read the class path. */
    private static List<String> unprivileged(String groups) {
        return List.of("setpriv", "--bounding-set", "-all", "--inh-caps", "-all", "--groups", groups);
    }

    @Test
    void aFullDiskChangesNothing() throws Exception {
        Machine.needsRoot();
        Path disk = Files.createDirectory(folder.resolve("disk"));
        mount(disk, "-t", "tmpfs", "-o", "size=64k", "tmpfs");
        LockedFile small = LockedFile.of(disk.resolve("data"));
        small.write(bytes("old".repeat(5_000)));

        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> small.write(new byte[100_000]))
                .withMessageContaining("data: the new content cannot be stored: ")
                .withMessageContaining("No space left");
        assertThat(small.read()).asString().isEqualTo("old".repeat(5_000));
        assertThat(disk.resolve(".data.new")).doesNotExist();

        LockedFile lines = LockedFile.of(disk.resolve("lines"));
        lines.append(bytes("one"));
        byte[] long1 = new byte[100_000];
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> lines.append(long1))
                .withMessageContaining("the line cannot be stored");
        assertThat(disk.resolve("lines")).hasContent("one\n");

        Files.createLink(disk.resolve("other"), disk.resolve("data"));
        LockedFile inPlace =
                LockedFile.builder(disk.resolve("data")).inPlaceIfNeeded().build();
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> inPlace.write(new byte[100_000]))
                .withMessageContaining("in place");
        assertThat(small.read()).asString().isEqualTo("old".repeat(5_000));
    }

    @Test
    void aFileThatIsMountedByItselfIsRefusedOrWrittenInPlace() throws Exception {
        Machine.needsRoot();
        Path outside = Files.writeString(folder.resolve("outside"), "old");
        Files.createFile(path);
        mount(path, "--bind", outside.toString());

        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> file.write(bytes("new")))
                .withMessageContaining(
                        "mounted by itself, as containers do with single files; mount its directory instead")
                .withMessageContaining("inPlaceIfNeeded");
        assertThat(outside).hasContent("old");
        assertThat(folder.resolve(".data.new")).doesNotExist();

        LockedFile.builder(path).inPlaceIfNeeded().build().write(bytes("longer"));
        assertThat(outside).hasContent("longer");
        assertThat(folder.resolve(".data.new")).doesNotExist();
    }

    @Test
    void aReadOnlyFileSystemIsNamed() throws Exception {
        Machine.needsRoot();
        Path disk = Files.createDirectory(folder.resolve("disk"));
        mount(disk, "-t", "tmpfs", "tmpfs");
        LockedFile frozen = LockedFile.of(disk.resolve("data"));
        frozen.write(bytes("old"));
        Machine.run("mount", "-o", "remount,ro", disk.toString());

        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> frozen.write(bytes("new")))
                .withMessageContaining("Read-only file system");
        assertThat(frozen.readLocked()).asString().isEqualTo("old");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsRefusedOrTheFileWrittenInPlace() throws Exception {
        Machine.needsRoot();
        Machine.needs("setpriv");
        Path directory = Files.createDirectory(folder.resolve("directory"));
        Path data = Files.writeString(directory.resolve("data"), "old");
        Path lock = Files.createFile(directory.resolve("data.lock"));
        Files.setAttribute(directory, "unix:uid", 1234);

        assertThat(once(unprivileged("0"), "write", data, "new"))
                .singleElement()
                .asString()
                .contains("this process can make no new file in its directory; let it write the directory")
                .contains("inPlaceIfNeeded");
        assertThat(data).hasContent("old");

        assertThat(once(unprivileged("0"), "inplace", data, "new")).containsExactly("done");
        assertThat(data).hasContent("new");

        Files.delete(lock);
        assertThat(once(unprivileged("0"), "read", data, "-"))
                .singleElement()
                .asString()
                .contains("data.lock")
                .contains("permission");
    }

    @Test
    void theOwnerIsKeptOrTheFileRefused() throws Exception {
        Machine.needsRoot();
        Machine.needs("setpriv");
        Files.writeString(path, "old");
        Files.setAttribute(path, "unix:uid", 1234);
        Files.setAttribute(path, "unix:gid", 2345);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));

        file.write(bytes("new"));

        assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(path, "unix:gid")).isEqualTo(2345);
        Path lock = folder.resolve("data.lock");
        assertThat(Files.getAttribute(lock, "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(lock, "unix:gid")).isEqualTo(2345);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
                .isEqualTo("rw-rw----");

        assertThat(once(unprivileged("2345"), "write", path, "of another"))
                .singleElement()
                .asString()
                .contains("cannot give a new file its owner (1234:2345)")
                .contains("change the owner of the file");
        assertThat(path).hasContent("new");
        assertThat(folder.resolve(".data.new")).doesNotExist();
    }

    /** {@code u::rw-,u:daemon:rw-,g::---,m::rw-,o::---}: the mode is 0660, and its group may do nothing. */
    private static void giveAccessControlList(Path path, String attribute) throws Exception {
        Machine.needs("python3");
        Machine.needsToRun(
                "python3",
                "-c",
                "import os,struct,sys; entries=[(1,6,0xffffffff),(2,6,1),(4,0,0xffffffff),(0x10,6,0xffffffff),(0x20,0,0xffffffff)]; "
                        + "os.setxattr(sys.argv[1], sys.argv[2], struct.pack('<I',2)+b''.join(struct.pack('<HHI',*e) for e in entries))",
                path.toString(),
                attribute);
    }

    @Test
    void anAccessControlListNeverWidens() throws Exception {
        Machine.needsPosix(folder);
        Files.writeString(path, "old");
        giveAccessControlList(path, "system.posix_acl_access");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-rw----");

        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> file.write(bytes("new")))
                .withMessageContaining("access control list")
                .withMessageContaining("setfacl -b");
        assertThat(path).hasContent("old");

        LockedFile.builder(path).inPlaceIfNeeded().build().write(bytes("in place"));
        assertThat(path).hasContent("in place");
        assertThat(Machine.run(
                        "python3",
                        "-c",
                        "import os,sys; print(len(os.getxattr(sys.argv[1],'system.posix_acl_access')))",
                        path.toString()))
                .containsExactly("44");
    }

    @Test
    void aDirectoryThatGivesNewFilesAListDoesNotWidenAccess() throws Exception {
        Machine.needsPosix(folder);
        Files.writeString(path, "old");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        giveAccessControlList(folder, "system.posix_acl_default");

        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> file.write(bytes("new")))
                .withMessageContaining("access control list");
        assertThat(path).hasContent("old");
        assertThat(folder.resolve(".data.new")).doesNotExist();
    }

    @Test
    void whereNoBackendSeesListsTheGroupMustHaveNoMoreThanOthers() throws Exception {
        Machine.needsPosix(folder);
        LockedFile nio = LockedFile.builder(path)
                .locker(FileLocker.builder().backend("nio").build())
                .build();
        Files.writeString(path, "old");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        nio.write(bytes("new"));

        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> nio.write(bytes("newer")))
                .withMessageContaining("add portalocker-backend-posix");
        assertThat(path).hasContent("new");
    }

    @ParameterizedTest
    @CsvSource({
        "fsync:error=EIO:when=1,Input/output error",
        "pwrite64:error=ENOSPC,No space left",
        "write:error=ENOSPC,No space left",
        "fchmod+chmod+fchmodat:error=EPERM,not permitted"
    })
    void anErrorOfTheDeviceChangesNothing(String error, String message) throws Exception {
        Machine.needs("strace");
        Files.writeString(path, "old");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        String injection = "inject=" + error.replace('+', ',');
        Path fresh = folder.resolve(".data.new");
        List<String> answer = once(Machine.strace(List.of(fresh), List.of(injection), List.of()), "write", path, "new");

        if (answer.equals(List.of("done"))) { // Java writes with another call
            assertThat(error).contains("write");
            return;
        }
        assertThat(answer).singleElement().asString().contains(message).contains(path.toString());
        assertThat(path).hasContent("old");
        assertThat(fresh).doesNotExist();
    }

    @Test
    void aDirectoryThatCannotBeFlushedIsToldWithTheNewContentInPlace() throws Exception {
        Machine.needs("strace");
        Files.writeString(path, "old");
        assertThat(once(
                        Machine.strace(List.of(folder), List.of("inject=fsync:error=EIO"), List.of()),
                        "write",
                        path,
                        "new"))
                .singleElement()
                .asString()
                .contains("the file has its new content, but the directory cannot be flushed")
                .contains("a power failure can bring the old content back");
        assertThat(path).hasContent("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3"})
    void networkFileSystemsAreRefused(String type) {
        assertThat(Target.isNetwork(type)).isTrue();
        assertThat(Target.isNetwork("ext4")).isFalse();
    }
}
