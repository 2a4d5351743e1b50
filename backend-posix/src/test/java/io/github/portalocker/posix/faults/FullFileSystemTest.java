package io.github.portalocker.posix.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

/** File systems that are full or read-only. */
@EnabledOnOs(OS.LINUX)
final class FullFileSystemTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    private Path dir;

    @Test
    @DisplayName(
            "H13: without a free inode no file can be created, which the message says; existing ones can be locked")
    void fileSystemWithoutInodes() throws Exception {
        List<String> full = Circumstances.inMemory(dir, "nr_inodes=3", ": >old; : >other");
        try (Agent agent = Agent.start(full, CLASS_PATH, "posix-flock")) {
            for (String verb : List.of("try", "lock")) {
                agent.send(verb, EXCLUSIVE, dir.resolve("new"));
                assertThat(agent.answer()).startsWith("error").contains("ENOSPC", "no inode is left");
            }
            assertThat(Circumstances.seenBy(agent.pid(), dir.resolve("new"))).doesNotExist();
            assertThat(agent.tryLock(EXCLUSIVE, dir.resolve("old"))).isTrue();
        }
    }

    @Test
    @DisplayName("H14: a lock needs no space: files can be created and locked, and only writing into them fails")
    void fileSystemWithoutSpace() throws Exception {
        List<String> command = new ArrayList<>(Circumstances.inMemory(dir, "size=4k", "head -c 4096 /dev/zero >full"));
        command.addAll(Program.javaCommand(
                CLASS_PATH,
                List.of(),
                LimitsMain.class,
                "posix-flock",
                "write",
                dir.resolve("new").toString()));
        try (Program program = Program.start(command)) {
            assertThat(program.readLine()).contains("LockException", "cannot write", "ENOSPC", "no space");
            assertThat(program.rest()).as("valid").containsExactly("true");
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    @DisplayName(
            "H15: on a read-only file system existing files can be locked as far as the kind of lock allows, new ones not made")
    void readOnlyFileSystem() throws Exception {
        List<String> readOnly =
                Circumstances.inMemory(dir, "size=64k", "echo content >old; mount -o remount,ro \"$1\"");
        try (Agent flock = Agent.start(readOnly, CLASS_PATH, "posix-flock")) {
            assertThat(flock.couldLock(EXCLUSIVE, dir.resolve("old"))).isTrue();
            flock.send("lock", EXCLUSIVE, dir.resolve("new"));
            assertThat(flock.answer()).startsWith("error").contains("read-only", "EROFS");
            assertThat(Circumstances.seenBy(flock.pid(), dir.resolve("new"))).doesNotExist();
            assertThat(Circumstances.seenBy(flock.pid(), dir.resolve("old"))).hasContent("content\n");
        }
        try (Agent ofd = Agent.start(readOnly, CLASS_PATH, "posix-ofd")) {
            ofd.send("lock", EXCLUSIVE, dir.resolve("old"));
            assertThat(ofd.answer()).startsWith("error").contains("needs write access", "SHARED");
            assertThat(ofd.couldLock(SHARED, dir.resolve("old"))).isTrue();
        }
    }
}
