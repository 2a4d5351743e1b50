package io.github.portalocker.ffm;

import io.github.portalocker.tck.BackendContract;

final class FfmOfdContractTest implements BackendContract {
    @Override
    public String backend() {
        return "ffm-ofd";
    }
}
