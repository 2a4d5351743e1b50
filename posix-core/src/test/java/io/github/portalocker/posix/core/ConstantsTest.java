package io.github.portalocker.posix.core;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.portalocker.posix.core.LockProtocol.OFD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The tables of Linux beside what C compilers read in the headers of the system: {@code constants.c} prints it. */
final class ConstantsTest {
    private final SoftAssertions soft = new SoftAssertions();

    @Test
    @EnabledOnOs(OS.LINUX)
    void tablesAgreeWithTheCompilerOfThisMachine(@TempDir Path dir) throws Exception {
        Path source = dir.resolve("constants.c");
        try (InputStream in = Objects.requireNonNull(ConstantsTest.class.getResourceAsStream("constants.c"))) {
            Files.copy(in, source);
        }
        assumeTrue(isInstalled("cc"), "there is no C compiler (cc) here");
        Path program = dir.resolve("constants");
        run("cc", "-o", program.toString(), source.toString());
        CConstants host = new CConstants(run(program.toString()));
        assertThat(host.processor()).isEqualTo(System.getProperty("os.arch"));
        compare(host);
    }

    /** {@code proof/processors} hands in what compilers for other processors print, separated by colons. */
    static List<Path> printedElsewhere() {
        String files = System.getProperty("portalocker.constants", "");
        return Arrays.stream(files.split(":", -1))
                .filter(file -> !file.isEmpty())
                .map(Path::of)
                .toList();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("printedElsewhere")
    void tablesAgreeWithTheCompilerOfAnotherProcessor(Path printed) throws Exception {
        compare(new CConstants(Files.readAllLines(printed)));
    }

    private void compare(CConstants c) {
        assertThat(c.order()).isNotNull();
        compareFlags(c);
        compareErrors(c);
        compareRecordLocks(c);
        compareStatuses(c);
        compareSignals(c);
        compareFileSystems(c);
        assertThat(c.unread()).as("printed and not compared").isEmpty();
        soft.assertAll();
    }

    private void same(CConstants c, String name, long table) {
        soft.assertThat(table).as(c.processor() + " " + name).isEqualTo(c.value(name));
    }

    private void compareFlags(CConstants c) {
        PosixPlatform platform = PosixPlatform.of("Linux", c.processor()).orElseThrow();
        same(c, "O_RDONLY", PosixPlatform.READ_ONLY);
        same(c, "O_RDWR", PosixPlatform.READ_WRITE);
        same(c, "O_CREAT", platform.create());
        same(c, "O_NONBLOCK", platform.nonBlock());
        same(c, "O_NOFOLLOW", platform.noFollow());
        same(c, "O_CLOEXEC", platform.closeOnExec());
        same(c, "POSIX_FADV_DONTNEED", platform.dontNeed());
        same(c, "SEEK_END", PosixPlatform.SEEK_END);
        same(c, "F_GETFL", PosixPlatform.GET_FLAGS);
        same(c, "LOCK_SH", PosixPlatform.LOCK_SH);
        same(c, "LOCK_EX", PosixPlatform.LOCK_EX);
        same(c, "LOCK_NB", PosixPlatform.LOCK_NB);
        same(c, "LOCK_UN", PosixPlatform.LOCK_UN);
        same(c, "S_IFMT", PosixPlatform.FILE_TYPE_MASK);
        same(c, "S_IFREG", PosixPlatform.REGULAR_FILE);
        same(c, "S_IFDIR", PosixPlatform.DIRECTORY);
        same(c, "S_IFIFO", PosixPlatform.FIFO);
        same(c, "S_IFSOCK", PosixPlatform.SOCKET);
        same(c, "size:mode_t", Integer.BYTES); // how create() passes it
        same(c, "size:size_t", c.value("size:void *")); // NativeLong and JAVA_LONG
    }

    private void compareErrors(CConstants c) {
        for (Errno errno : Errno.values()) {
            same(c, errno.name(), errno.code(PosixPlatform.Os.LINUX));
        }
        same(c, "EWOULDBLOCK", Errno.EAGAIN.code(PosixPlatform.Os.LINUX));
    }

    private void compareRecordLocks(CConstants c) {
        PosixPlatform platform = PosixPlatform.of("Linux", c.processor()).orElseThrow();
        LockRange all = LockRange.WHOLE_FILE;
        compareRequest(c, "F_OFD_SETLK", "F_RDLCK", all, libc -> OFD.tryLock(libc, platform, 3, LockMode.SHARED, all));
        compareRequest(
                c, "F_OFD_SETLK", "F_WRLCK", all, libc -> OFD.tryLock(libc, platform, 3, LockMode.EXCLUSIVE, all));
        compareRequest(c, "F_OFD_SETLKW", "F_RDLCK", all, libc -> OFD.lock(libc, platform, 3, LockMode.SHARED, all));
        compareRequest(c, "F_OFD_SETLKW", "F_WRLCK", all, libc -> OFD.lock(libc, platform, 3, LockMode.EXCLUSIVE, all));
        compareRequest(c, "F_OFD_SETLK", "F_UNLCK", all, libc -> OFD.unlock(libc, platform, 3, all));
        LockRange some = new LockRange(0x0123_4567_89ab_cdefL, 0x0fed_cba9_8765_4321L);
        compareRequest(c, "F_OFD_SETLK", "F_UNLCK", some, libc -> OFD.unlock(libc, platform, 3, some));
        same(c, "size:flock_t.l_start", Long.BYTES);
        same(c, "size:flock_t.l_len", Long.BYTES);
        same(c, "SEEK_SET", 0); // so that zeros mean the whole file
        same(c, "size:flock_t.l_type", Short.BYTES);
        soft.assertThat(c.value("offset:flock_t.l_whence")).isNotEqualTo(c.value("offset:flock_t.l_type"));
        soft.assertThat(c.value("size:flock_t.l_whence")).isEqualTo(Short.BYTES);
        soft.assertThat(c.value("offset:flock_t.l_pid") + c.value("size:flock_t.l_pid"))
                .isLessThanOrEqualTo(c.value("size:flock_t"));
    }

    /** What the code asks fcntl(2) for, as that processor's kernel reads it; in this JVM's byte order, as always. */
    private void compareRequest(CConstants c, String command, String type, LockRange range, ToIntFunction<Libc> call) {
        List<Object[]> calls = new ArrayList<>();
        Libc recorder = (Libc) Proxy.newProxyInstance(
                Libc.class.getClassLoader(), new Class<?>[] {Libc.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("fcntl");
                    calls.add(arguments);
                    return 0;
                });
        assertThat(call.applyAsInt(recorder)).isZero();
        assertThat(calls).hasSize(1);
        same(c, command, (int) calls.get(0)[1]);
        byte[] request = (byte[]) calls.get(0)[2];
        soft.assertThat(c.value("size:flock_t")).isLessThanOrEqualTo(request.length);
        ByteBuffer expected = ByteBuffer.allocate(request.length).order(ByteOrder.nativeOrder());
        expected.putShort((int) c.value("offset:flock_t.l_type"), (short) c.value(type));
        long start = c.value("offset:flock_t.l_start");
        long length = c.value("offset:flock_t.l_len");
        if (!range.equals(LockRange.WHOLE_FILE)) {
            expected.putLong((int) start, range.position()).putLong((int) length, range.length());
        }
        soft.assertThat(request).as(command + " " + type).isEqualTo(expected.array());
    }

    private void compareStatuses(CConstants c) {
        same(c, "AT_FDCWD", FileStatuses.AT_FDCWD);
        same(c, "AT_SYMLINK_NOFOLLOW", FileStatuses.AT_SYMLINK_NOFOLLOW);
        same(c, "AT_NO_AUTOMOUNT", FileStatuses.AT_NO_AUTOMOUNT);
        same(c, "AT_EMPTY_PATH", FileStatuses.AT_EMPTY_PATH);
        if (!c.has("STATX_TYPE")) {
            return; // older C libraries: then the code does without it
        }
        soft.assertThat((long) FileStatuses.STATX_TYPE_MODE_INODE)
                .isEqualTo(c.value("STATX_TYPE") | c.value("STATX_MODE") | c.value("STATX_INO"));
        same(c, "size:statx_t", 256);
        ByteBuffer statx = ByteBuffer.allocate(256).order(c.order());
        c.put(statx, "statx_t.stx_mode", PosixPlatform.REGULAR_FILE | 0600);
        c.put(statx, "statx_t.stx_ino", 0x1234_5678_9abc_def0L);
        c.put(statx, "statx_t.stx_dev_major", 0x765_4321);
        c.put(statx, "statx_t.stx_dev_minor", 0x890_abcd);
        // the bits are spread as gnu_dev_makedev(3) spreads them
        long device = 0x765_4000L << 32 | 0x890_ab00L << 12 | 0x321 << 8 | 0xcd;
        soft.assertThat(FileStatuses.decodeStatx(statx))
                .isEqualTo(new FileStatus(device, 0x1234_5678_9abc_def0L, PosixPlatform.REGULAR_FILE | 0600));
    }

    private void compareSignals(CConstants c) {
        boolean is64Bit = c.value("size:void *") == Long.BYTES;
        same(c, "size:pthread_t", c.value("size:void *"));
        soft.assertThat(c.value("size:sigaction_t")).isLessThanOrEqualTo(WaitSignal.SIGACTION_SIZE);
        same(c, "offset:sigaction_t.sa_handler", 0);
        same(c, "size:sigaction_t.sa_handler", c.value("size:void *"));
        same(c, "offset:sigaction_t.sa_flags", WaitSignal.flagsOffset(c.processor(), is64Bit));
        same(c, "size:sigaction_t.sa_flags", Integer.BYTES);
        same(c, "SA_RESTART", WaitSignal.SA_RESTART);
        same(c, "SIG_IGN", WaitSignal.SIG_IGN);
        soft.assertThat(c.value("SIGRTMIN")).isBetween(33L, 40L); // asked for at run time
        same(c, "SIGRTMAX", 64); // so that SIGRTMAX-2 is the signal of the JDK's NIO
    }

    private void compareFileSystems(CConstants c) {
        same(c, "offset:statfs_t.f_type", 0);
        soft.assertThat(c.value("size:statfs_t.f_type")).isIn(4L, 8L);
        soft.assertThat(c.value("size:statfs_t")).isLessThanOrEqualTo(256);
        if (!c.has("NFS_SUPER_MAGIC")) {
            return; // only with the kernel's headers
        }
        for (String local : List.of("EXT4_SUPER", "XFS_SUPER", "BTRFS_SUPER", "TMPFS", "OVERLAYFS_SUPER")) {
            soft.assertThat(type(c, local).nameUnlessLocal()).as(local).isNull();
        }
        for (String smb : List.of("SMB_SUPER", "CIFS_SUPER", "SMB2_SUPER")) {
            soft.assertThat(type(c, smb).isSmb()).as(smb).isTrue();
            soft.assertThat(type(c, smb).nameUnlessLocal()).isEqualTo("SMB");
        }
        soft.assertThat(type(c, "NFS_SUPER").isNfs()).isTrue();
        for (String other : List.of(
                "NFS_SUPER NFS",
                "FUSE_SUPER FUSE",
                "V9FS 9p",
                "CEPH_SUPER Ceph",
                "AFS_SUPER AFS",
                "AFS_FS AFS",
                "CODA_SUPER Coda",
                "NCP_SUPER NCP",
                "OCFS2_SUPER OCFS2")) {
            String[] names = other.split(" ", 2);
            soft.assertThat(type(c, names[0]).nameUnlessLocal()).isEqualTo(names[1]);
        }
    }

    private static FileSystemType type(CConstants c, String name) {
        return new FileSystemType(c.value(name + "_MAGIC") & 0xffffffffL);
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new ArrayList<>();
        try (var reader = process.inputReader()) {
            reader.lines().forEach(lines::add);
        }
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
