package io.github.portalocker.windows;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.portalocker.FileLocker;
import io.github.portalocker.tck.Agent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The recipe under Windows' mandatory locks: the caller's own channel is the one that may read and write. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "needs Windows, or Wine: see docs/testing.md")
final class RecipeOnWindowsTest {
    private final FileLocker locker = FileLocker.builder().backend("windows").build();

    @Test
    void lockedChannelIsReadAndWritten(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("data"), "41");
        try (Agent windows = Agent.start("windows");
                Agent channels = Agent.start("nio");
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            locker.lock(channel, EXCLUSIVE);
            ByteBuffer text = ByteBuffer.allocate(10);
            assertThat(channel.read(text)).isEqualTo(2);
            int number = Integer.parseInt(UTF_8.decode(text.flip()).toString());
            channel.truncate(0);
            channel.write(UTF_8.encode(Integer.toString(number + 1)), 0);
            channel.force(true);
            assertThat(channel.size()).isEqualTo(2);
            assertThat(windows.couldLock(SHARED, file)).isFalse();
            assertThat(channels.couldLock(SHARED, file)).isFalse();
            locker.unlock(channel);
            assertThat(windows.couldLock(EXCLUSIVE, file)).isTrue();
            assertThat(channels.couldLock(EXCLUSIVE, file)).isTrue();
        }
        assertThat(file).hasContent("42");
    }
}
