package io.github.portalocker.posix;

import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What can stand in the place of a lock file on POSIX systems. */
final class SpecialFilesTest {
    private final FileLocker locker =
            FileLocker.builder().backend("posix-flock").build();

    private void refuses(Path path, String... reasons) {
        assertThatThrownBy(() -> locker.lock(path, EXCLUSIVE))
                .isInstanceOf(LockException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContainingAll(reasons);
    }

    @Test
    @DisplayName("H1, H2: a FIFO is refused, without waiting for its other end")
    void fifoIsRefusedWithoutWaitingForItsOtherEnd(@TempDir Path dir) throws Exception {
        Path fifo = dir.resolve("fifo");
        try (Program mkfifo = Program.start("mkfifo", fifo.toString())) {
            assertThat(mkfifo.finish()).isZero();
        }
        refuses(fifo, "it is a FIFO", "regular file");
    }

    @Test
    @DisplayName("H5: a socket is refused")
    void socketIsRefused(@TempDir Path dir) throws Exception {
        Path socket = dir.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            refuses(socket, "it is a socket", "regular file");
        }
    }

    @Test
    @DisplayName("H6: a device is refused")
    void deviceIsRefused() {
        refuses(Path.of("/dev/null"), "it is a device", "regular file");
    }

    @Test
    @DisplayName("G10: loop of links is refused")
    void loopOfLinksIsRefused(@TempDir Path dir) throws Exception {
        Path loop = Files.createSymbolicLink(dir.resolve("loop"), Path.of("loop"));
        refuses(loop, "symbolic link");
        refuses(loop.resolve("lock"), "too many symbolic links");
    }

    @Test
    @DisplayName("B22: errors carry the number and name of the system")
    void errorsCarryTheNumberAndNameOfTheSystem(@TempDir Path dir) {
        assertThatThrownBy(() -> locker.lock(dir.resolve("missing").resolve("lock"), EXCLUSIVE))
                .isInstanceOfSatisfying(LockException.class, e -> {
                    assertThat(e.operation()).isEqualTo("open");
                    assertThat(e.backend()).isEqualTo("posix-flock");
                    assertThat(e.nativeCode()).hasValue(2);
                    assertThat(e.nativeName()).hasValue("ENOENT");
                    assertThat(e.path()).hasValue(dir.resolve("missing").resolve("lock"));
                    assertThat(e.remedy()).isPresent();
                });
    }

    /** FF FE is no UTF-8; as Java strings, different names of this kind look the same. */
    @Test
    @DisplayName("H19: a name that is no text in any encoding is locked as it is")
    void undecodableNameIsLockedAsItIs(@TempDir Path dir) throws Exception {
        Path first = Path.of(URI.create(dir.toUri() + "%FF%FE"));
        Path second = Path.of(URI.create(dir.toUri() + "%FF%FD"));
        try (HeldFileLock lock = locker.lock(first, EXCLUSIVE);
                HeldFileLock other = locker.lock(second, EXCLUSIVE)) {
            assertThat(lock.isValid() && other.isValid()).isTrue();
            try (Stream<Path> files = Files.list(dir)) {
                List<String> names = files.map(file -> file.toUri().getRawPath().replaceFirst(".*/", ""))
                        .sorted()
                        .toList();
                assertThat(names).containsExactly("%FF%FD", "%FF%FE");
            }
            assertThat(locker.tryLock(first, EXCLUSIVE)).isNull();
        }
    }

    @Test
    @DisplayName("H17: a name with a newline works")
    void nameWithNewlineWorks(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("a\nb");
        locker.lock(file, EXCLUSIVE).close();
        assertThat(file).exists();
    }

    @Test
    @DisplayName("H16: 255 bytes of name work, in any alphabet; longer names and paths are refused")
    void longestNameWorksAndALongerOneIsRefused(@TempDir Path dir) throws Exception {
        locker.lock(dir.resolve("x".repeat(255)), EXCLUSIVE).close();
        refuses(dir.resolve("x".repeat(256)), "too long", "ENAMETOOLONG");
        Path wide = Path.of(URI.create(dir.toUri() + "%C3%A9".repeat(127)));
        locker.lock(wide, EXCLUSIVE).close();
        refuses(Path.of(URI.create(dir.toUri() + "%C3%A9".repeat(128))), "too long");
        refuses(dir.resolve("x/".repeat(2_100) + "lock"), "too long");
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactlyInAnyOrder(dir.resolve("x".repeat(255)), wide);
        }
    }

    @Test
    @DisplayName("H3, H4: a folder is refused, though it could be opened for reading, and locked")
    void folderIsRefused(@TempDir Path dir) {
        refuses(dir, "it is a directory", "EISDIR", "inside it");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    @DisplayName("H11: a file behind a link is neither locked nor emptied")
    void fileBehindALinkIsLeftAlone(@TempDir Path dir) throws Exception {
        Path victim = Files.writeString(dir.resolve("victim"), "content");
        refuses(Files.createSymbolicLink(dir.resolve("link"), victim), "it is a symbolic link");
        assertThat(victim).hasContent("content");
    }

    @Test
    @DisplayName("H18: a name with a NUL never reaches the system, which would cut it off there")
    void nameWithNulIsNoName(@TempDir Path dir) {
        assertThatThrownBy(() -> locker.lock(Path.of(dir + "/a\0b"), EXCLUSIVE))
                .isInstanceOf(InvalidPathException.class);
        assertThatThrownBy(() -> locker.lock(Path.of(URI.create(dir.toUri() + "a%00b")), EXCLUSIVE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    @DisplayName("H21: the empty path is the working directory, and a slash at the end changes nothing")
    void emptyPathAndTrailingSlash(@TempDir Path dir) throws Exception {
        refuses(Path.of(""), "it is a directory");
        refuses(Path.of("/"), "it is a directory");
        refuses(Path.of(dir + "/"), "it is a directory");
        try (HeldFileLock lock = locker.lock(Path.of(dir + "/lock/"), EXCLUSIVE)) {
            assertThat(locker.tryLock(dir.resolve("lock"), EXCLUSIVE))
                    .as("beside " + lock)
                    .isNull();
        }
        refuses(dir.resolve("lock").resolve("x"), "not a directory");
        refuses(dir.resolve("missing").resolve("x"), "does not exist");
        assertThat(dir).isDirectoryContaining("glob:**/lock").isDirectoryNotContaining("glob:**/missing");
    }

    @Test
    @DisplayName("I13: ten thousand failures leave no descriptor open")
    void thousandsOfFailuresLeaveNoDescriptorOpen(@TempDir Path dir) throws Exception {
        locker.lock(dir.resolve("warm-up"), EXCLUSIVE).close();
        long devices = Descriptors.of(Path.of("/dev/null")); // those of a JVM that was started without input
        try (HeldFileLock lock = locker.lock(dir.resolve("lock"), EXCLUSIVE)) {
            for (int i = 0; i < 5_000; i++) {
                assertThat(locker.tryLock(dir.resolve("lock"), EXCLUSIVE))
                        .as("beside " + lock)
                        .isNull();
                assertThatThrownBy(() -> locker.tryLock(Path.of("/dev/null"), EXCLUSIVE))
                        .isNotNull();
            }
        }
        assertThat(Descriptors.of(dir)).isZero();
        assertThat(Descriptors.of(Path.of("/dev/null"))).isEqualTo(devices);
    }
}
