package io.github.portalocker.ffm;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

final class AdoptionTest {
    private static final List<String> OPENED = List.of(
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED");

    @TempDir
    Path directory;

    @Test
    void anOpenChannelIsLockedThroughJna() throws Exception {
        assertThat(lockInChild(List.of(), entry -> true)).containsExactly("locked");
    }

    @Test
    void anOpenChannelIsLockedWithoutJnaWhenThePackagesAreOpened() throws Exception {
        assertThat(lockInChild(OPENED, Child::isNotJna)).containsExactly("locked");
    }

    @Test
    void withoutEitherTheMessageNamesBothRemedies() throws Exception {
        List<String> output = lockInChild(List.of(), Child::isNotJna);

        assertThat(output).hasSize(1);
        assertThat(output.get(0))
                .startsWith("UnsupportedOperationException")
                .contains("net.java.dev.jna:jna")
                .contains(OPENED);
    }

    private List<String> lockInChild(List<String> options, Predicate<Path> classPath)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(options);
        all.add("--enable-native-access=ALL-UNNAMED");
        return Child.output(
                Child.thisJava(),
                all,
                classPath,
                LockChannel.class.getName(),
                directory.resolve("file").toString());
    }

    static final class LockChannel {
        private LockChannel() {}

        @SuppressWarnings("SystemOut") // read by the test
        public static void main(String[] arguments) throws IOException {
            FileLocker locker = FileLocker.builder().backend("ffm-flock").build();
            Path file = Path.of(arguments[0]);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                boolean locked = locker.tryLock(channel, LockMode.EXCLUSIVE) != null;
                boolean excludes = locker.tryLock(file, LockMode.SHARED) == null;
                System.out.println(locked && excludes ? "locked" : "locked: " + locked + ", excludes: " + excludes);
            } catch (UnsupportedOperationException e) {
                System.out.println("UnsupportedOperationException: " + e.getMessage());
            }
        }
    }
}
