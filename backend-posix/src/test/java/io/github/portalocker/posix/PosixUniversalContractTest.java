package io.github.portalocker.posix;

import io.github.portalocker.tck.BackendContract;

final class PosixUniversalContractTest implements BackendContract {
    @Override
    public String backend() {
        return "posix-universal";
    }
}
