package io.github.portalocker.nio;

import io.github.portalocker.tck.BackendContract;

final class NioContractTest implements BackendContract {
    @Override
    public String backend() {
        return "nio";
    }
}
