package io.github.portalocker.nio;

import java.nio.file.Path;

import io.github.portalocker.tck.BackendContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NioContractTest implements BackendContract {
    private static final String CLOSE_FAILS =
            "there, close() of a channel beside its tryLock() fails in the JDK now and then, and leaves the file open";

    @Override
    public String backend() {
        return "nio";
    }

    @Override
    @Test
    @DisplayName("lock beside close() of the channel is refused, or gets nothing")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = CLOSE_FAILS)
    public void lockBesideCloseNeverGetsAHeldFile(@TempDir Path dir) throws Exception {
        BackendContract.super.lockBesideCloseNeverGetsAHeldFile(dir);
    }

    /** A waiter tries again and again. */
    @Override
    @ParameterizedTest
    @ValueSource(
            strings = {
                "first, this JVM",
                "second, this JVM",
                "first, other process",
                "second, other process",
                "virtual, this JVM",
                "virtual, other process",
                "timed, other process"
            })
    @DisplayName("closing the channel ends the wait for its lock")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = CLOSE_FAILS)
    public void closingTheChannelEndsTheWait(String who, @TempDir Path dir) throws Exception {
        BackendContract.super.closingTheChannelEndsTheWait(who, dir);
    }
}
