package io.github.portalocker.internal;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import io.github.portalocker.LockDomain;
import io.github.portalocker.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** System properties are the defaults of what a builder does not say. */
final class SettingsTest {
    private static final Set<String> NAMES = Set.of("permissions", "reopen-if-replaced", "wait", "holders", "excludes");

    @AfterEach
    void clearProperties() {
        NAMES.forEach(name -> System.clearProperty("portalocker." + name));
    }

    @Test
    void propertiesAreTheDefaults() {
        System.setProperty("portalocker.permissions", "rw-r-----");
        System.setProperty("portalocker.reopen-if-replaced", "true");
        System.setProperty("portalocker.wait", "poll");
        System.setProperty("portalocker.holders", "off");
        System.setProperty("portalocker.excludes", "FLOCK, RECORD");
        assertThat(Settings.ofProperties())
                .isEqualTo(new Settings(
                        Set.of(
                                PosixFilePermission.OWNER_READ,
                                PosixFilePermission.OWNER_WRITE,
                                PosixFilePermission.GROUP_READ),
                        true,
                        Waiting.POLL,
                        false));
        assertThat(Settings.excludedByProperty()).containsOnly(LockDomain.FLOCK, LockDomain.RECORD);
    }

    @Test
    void withoutPropertiesALockerWaitsInTheKernelAndNamesHolders() {
        Settings settings = Settings.ofProperties();
        assertThat(settings.waiting()).isEqualTo(Waiting.KERNEL);
        assertThat(settings.namesHolders()).isTrue();
        assertThat(settings.reopensIfReplaced()).isFalse();
        assertThat(Settings.excludedByProperty()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "permissions, 640, rw-rw----",
        "reopen-if-replaced, yes, true or false",
        "wait, spin, kernel or poll",
        "holders, 0, on or off"
    })
    void valueThatIsNoneIsRefusedWithTheAllowedOnes(String name, String value, String allowed) {
        System.setProperty("portalocker." + name, value);
        assertThatThrownBy(Settings::ofProperties)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("portalocker." + name, "'" + value + "'", allowed);
    }
}
