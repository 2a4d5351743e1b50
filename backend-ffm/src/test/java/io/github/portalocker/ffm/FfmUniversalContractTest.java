package io.github.portalocker.ffm;

import io.github.portalocker.tck.BackendContract;

final class FfmUniversalContractTest implements BackendContract {
    @Override
    public String backend() {
        return "ffm-universal";
    }
}
