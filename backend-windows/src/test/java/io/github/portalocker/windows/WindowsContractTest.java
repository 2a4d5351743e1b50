package io.github.portalocker.windows;

import io.github.portalocker.tck.BackendContract;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.WINDOWS, disabledReason = "needs Windows, or Wine: see docs/testing.md")
final class WindowsContractTest implements BackendContract {
    @Override
    public String backend() {
        return "windows";
    }
}
