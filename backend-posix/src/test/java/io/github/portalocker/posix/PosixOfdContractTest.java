package io.github.portalocker.posix;

import io.github.portalocker.tck.BackendContract;

final class PosixOfdContractTest implements BackendContract {
    @Override
    public String backend() {
        return "posix-ofd";
    }
}
