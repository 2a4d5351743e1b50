package io.github.portalocker.posix;

import io.github.portalocker.tck.Registration;
import org.junit.jupiter.api.Test;

final class RegistrationTest {
    @Test
    void servicesFileAndModuleDescriptorAgree() throws Exception {
        Registration.requireAgreement(PosixFlockBackend.class);
        Registration.requireAgreement(PosixOfdBackend.class);
        Registration.requireAgreement(PosixUniversalBackend.class);
    }
}
