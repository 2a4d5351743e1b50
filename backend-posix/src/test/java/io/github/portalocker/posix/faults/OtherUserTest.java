package io.github.portalocker.posix.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.github.portalocker.LockMode;
import io.github.portalocker.tck.Agent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

/** What a user without rights can and cannot lock. */
@EnabledOnOs(OS.LINUX)
final class OtherUserTest {
    private static final int ANOTHER_USER = 65_533;

    @TempDir
    private static Path classes;

    private static Agent flock;
    private static Agent ofd;

    @TempDir
    private Path dir;

    @BeforeAll
    static void start() throws Exception {
        Circumstances.nobody();
        Files.setPosixFilePermissions(classes, PosixFilePermissions.fromString("rwxr-xr-x"));
        String classPath = Circumstances.classPathForAll(classes);
        flock = Agent.start(Circumstances.nobody(), classPath, "posix-flock");
        ofd = Agent.start(Circumstances.nobody(), classPath, "posix-ofd");
    }

    @AfterAll
    static void stop() {
        if (flock != null) {
            flock.close();
        }
        if (ofd != null) {
            ofd.close();
        }
    }

    @BeforeEach
    void letAllUsersIn() throws Exception {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path file(String permissions) throws Exception {
        Path file = Files.writeString(dir.resolve("lock"), "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private static void refuses(Agent agent, LockMode mode, Path file, String... says) throws Exception {
        for (String verb : new String[] {"try", "lock"}) {
            agent.send(verb, mode, file);
            assertThat(agent.answer())
                    .startsWith("error")
                    .contains(file.toString())
                    .contains(says);
        }
    }

    @Test
    @DisplayName(
            "H7: who may only read a file can lock it exclusively with flock, so new lock files cannot be read by others")
    void readerCanLockWithFlock() throws Exception {
        Path file = file("r--r--r--");
        flock.lock(EXCLUSIVE, file);
        assertThat(Agents.isFree("posix-flock", file)).isFalse();
        flock.unlock(file);
        Path own = dir.resolve("new");
        Agents.locker("posix-flock").lock(own, EXCLUSIVE).close();
        refuses(flock, SHARED, own, "permission denied", "EACCES");
        assertThat(file).hasContent("content");
    }

    @Test
    @DisplayName("H8: who may only read a file can lock it shared with record locks, and exclusively not")
    void readerCanOnlyShareRecordLocks() throws Exception {
        Path file = file("r--r--r--");
        refuses(ofd, EXCLUSIVE, file, "needs write access", "EBADF", "SHARED", "posix-flock");
        ofd.lock(SHARED, file);
        assertThat(Agents.isFree("posix-ofd", file)).isFalse();
        ofd.unlock(file);
        assertThat(Agents.isFree("posix-ofd", file)).isTrue();
    }

    @Test
    @DisplayName("H9: who may only write a file can lock it with flock, and exclusively with record locks")
    void writerNeedNotBeAllowedToRead() throws Exception {
        Path file = file("-w--w--w-");
        for (LockMode mode : LockMode.values()) {
            flock.lock(mode, file);
            assertThat(Agents.isFree("posix-flock", file)).isFalse();
            flock.unlock(file);
        }
        ofd.lock(EXCLUSIVE, file);
        assertThat(Agents.isFree("posix-ofd", file)).isFalse();
        ofd.unlock(file);
        refuses(ofd, SHARED, file, "open for writing only", "EBADF");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("-w--w--w-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "-w--w----"})
    @DisplayName("H9: a file that may not be opened is refused, which is no contention, and stays as it is")
    void fileOfAnotherUserIsRefused(String permissions) throws Exception {
        Path file = file(permissions);
        for (Agent agent : new Agent[] {flock, ofd}) {
            refuses(agent, EXCLUSIVE, file, "permission denied", "EACCES 13", "read and write the file");
        }
        assertThat(file).hasContent("content");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString(permissions));
    }

    @Test
    @DisplayName("H9: where no file may be created, none is, and the message says what would help")
    void folderOfAnotherUserIsRefused() throws Exception {
        refuses(flock, EXCLUSIVE, dir.resolve("new"), "cannot create", "permission denied", "write to its directory");
        assertThat(dir).isEmptyDirectory();
    }

    /** Only with fs.protected_regular (sysctl) set does Linux refuse O_CREAT there; the library never asks for it. */
    @Test
    @DisplayName("H10: a file of another user in a sticky directory can be locked, whatever fs.protected_regular says")
    void fileInAStickyFolderCanBeLocked(TestReporter reporter) throws Exception {
        reporter.publishEntry(
                "fs.protected_regular",
                Files.readString(Path.of("/proc/sys/fs/protected_regular")).strip());
        Path file = file("rw-rw-rw-");
        Files.setAttribute(dir, "unix:mode", 01777);
        Files.setAttribute(file, "unix:uid", ANOTHER_USER);
        flock.lock(EXCLUSIVE, file);
        flock.unlock(file);
        Strace.assumeWorks();
        try (Strace strace = Strace.inject(flock.pid(), file)) {
            flock.lock(EXCLUSIVE, file);
            assertThat(strace.detach())
                    .filteredOn(call -> call.contains("openat("))
                    .singleElement()
                    .asString()
                    .contains("O_RDONLY")
                    .doesNotContain("O_CREAT");
        }
        flock.unlock(file);
        assertThat(file).hasContent("content");
    }
}
