package io.github.portalocker.ffm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.portalocker.FileLocker;
import io.github.portalocker.posix.core.PosixPlatform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class FfmLibcTest {
    private static final int ENOENT = 2;
    private static final int EBADF = 9;
    private static final int EINVAL = 22;
    private static final int ENAMETOOLONG = System.getProperty("os.name").equals("Linux") ? 36 : 63;

    private final FfmLibc libc = FfmLibc.load();

    /** There is less memory for errno than there are threads here. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachThreadSeesItsOwnErrors(boolean virtual) throws Exception {
        byte[] missing = terminated("/no such directory/file");
        List<Future<Integer>> mistakes = new ArrayList<>();
        try (ExecutorService threads =
                virtual ? Executors.newVirtualThreadPerTaskExecutor() : Executors.newFixedThreadPool(32)) {
            for (int i = 0; i < 32; i++) {
                mistakes.add(threads.submit(() -> {
                    int wrong = 0;
                    for (int round = 0; round < 5_000; round++) {
                        wrong += libc.flock(-1, 8) == -EBADF ? 0 : 1;
                        wrong += libc.open(missing, 0) == -ENOENT ? 0 : 1;
                    }
                    return wrong;
                }));
            }
        }

        for (Future<Integer> wrong : mistakes) {
            assertThat(wrong.get()).isZero();
        }
    }

    @Test
    void pathsLongerThanTheReusedMemoryReachTheKernel() {
        assertThat(libc.open(terminated("/" + "x/".repeat(5_000)), 0)).isEqualTo(-ENAMETOOLONG);
    }

    /** To ask for a lock in the way (F_OFD_GETLK) of a file that is free turns the type of the question into F_UNLCK. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void answersInTheCallersStructComeBack(@TempDir Path dir) {
        int descriptor = libc.create(terminated(dir.resolve("file").toString()), 0x42, 0600);
        byte[] request = new byte[32];
        assertThat(libc.fcntl(descriptor, 36, request)).isZero();
        ByteBuffer answer = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
        assertThat(answer.getShort(0)).isEqualTo((short) 2);
        assertThat(libc.close(descriptor)).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void adviceReachesTheKernel(@TempDir Path dir) {
        int descriptor = libc.create(terminated(dir.resolve("file").toString()), 0x42, 0600);
        int dontNeed = PosixPlatform.current().orElseThrow().dontNeed();
        assertThat(libc.fadvise(descriptor, dontNeed)).isZero();
        assertThat(libc.fadvise(descriptor, 99)).as("no advice").isEqualTo(-EINVAL);
        assertThat(libc.fadvise(-1, dontNeed)).isEqualTo(-EBADF);
        assertThat(libc.close(descriptor)).isZero();
    }

    @Test
    void itIsPreferredToJna() {
        assertThat(FileLocker.builder().build().backend()).isEqualTo("ffm-flock");
    }

    private static byte[] terminated(String path) {
        return (path + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
