package io.github.portalocker.windows;

import io.github.portalocker.tck.Packaging;
import org.junit.jupiter.api.Test;

final class PackagingTest {
    @Test
    void reachabilityMetadataNameWhatJnaReaches() throws Exception {
        Packaging.requireReachabilityMetadata(WindowsBackend.class, "portalocker-backend-windows");
    }

    @Test
    void allClassesLoadWithoutTheNativeLibrary() throws Exception {
        Packaging.requireLoadableWithoutNativeLibrary(WindowsBackend.class);
    }
}
