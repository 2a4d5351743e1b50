package io.github.portalocker.posix;

import io.github.portalocker.tck.Packaging;
import org.junit.jupiter.api.Test;

final class PackagingTest {
    @Test
    void reachabilityMetadataNameWhatJnaReaches() throws Exception {
        Packaging.requireReachabilityMetadata(PosixFlockBackend.class, "portalocker-backend-posix");
    }

    @Test
    void allClassesLoadWithoutTheNativeLibrary() throws Exception {
        Packaging.requireLoadableWithoutNativeLibrary(PosixFlockBackend.class);
    }
}
