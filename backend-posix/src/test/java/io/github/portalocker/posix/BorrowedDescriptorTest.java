package io.github.portalocker.posix;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.spi.BorrowedDescriptor;
import io.github.portalocker.tck.Threads;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the races of the contract show now and then, one step at a time. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class BorrowedDescriptorTest {
    @Test
    @DisplayName("a channel is not closed, and its number not given to another file, during a call on that number")
    void closeWaitsForACallOnTheNumber(@TempDir Path dir) throws Exception {
        FileChannel channel = FileChannel.open(dir.resolve("file"), CREATE, WRITE);
        BorrowedDescriptor borrowed = new JnaAccess().channels().of(channel);
        Task<?> closing = borrowed.ifOpen(number -> {
            Task<?> close = Threads.start(() -> {
                channel.close();
                return true;
            });
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> close.thread().getState() == Thread.State.BLOCKED
                            || close.result().isDone());
            assertThat(close.result()).as("closed during the call").isNotDone();
            return close;
        });
        closing.get();
        assertThat(borrowed.<String>ifOpen(number -> "called")).isNull();
    }
}
