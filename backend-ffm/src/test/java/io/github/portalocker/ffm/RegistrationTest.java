package io.github.portalocker.ffm;

import io.github.portalocker.tck.Registration;
import org.junit.jupiter.api.Test;

final class RegistrationTest {
    @Test
    void servicesFileAndModuleDescriptorAgree() throws Exception {
        Registration.requireAgreement(FfmFlockBackend.class);
    }
}
