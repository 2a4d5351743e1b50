package io.github.portalocker.posix;

import io.github.portalocker.tck.BackendContract;

final class PosixFlockContractTest implements BackendContract {
    @Override
    public String backend() {
        return "posix-flock";
    }
}
