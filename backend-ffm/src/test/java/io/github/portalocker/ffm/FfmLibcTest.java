package io.github.portalocker.ffm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.portalocker.FileLocker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class FfmLibcTest {
    private static final int ENOENT = 2;
    private static final int EBADF = 9;
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

    @Test
    void itIsPreferredToJna() {
        assertThat(FileLocker.builder().build().backend()).isEqualTo("ffm-flock");
    }

    private static byte[] terminated(String path) {
        return (path + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
