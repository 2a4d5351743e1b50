package io.github.portalocker.spi;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class LockUriTest {
    @Test
    void partsAreThere() {
        LockUri uri = LockUri.parse("ZooKeeper://us%40er:p%3Aw@a:2181,b,[::1]:2182/app/x%20y?session=10s&tls=true");
        assertThat(uri.scheme()).isEqualTo("zookeeper");
        assertThat(uri.user()).hasValue("us@er");
        assertThat(uri.password()).hasValue("p:w");
        assertThat(uri.hosts()).isEqualTo(List.of("a:2181", "b", "[::1]:2182"));
        assertThat(uri.path()).isEqualTo("/app/x y");
        assertThat(uri.parameters()).isEqualTo(Map.of("session", "10s", "tls", "true"));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u:secret@db/app, postgresql://u:***@db/app",
        "postgresql://u@db/app, postgresql://u@db/app",
        "postgresql://db/app?password=secret&ssl=true, postgresql://db/app?password=***&ssl=true",
        "'zookeeper://a,b/x?digestAuth=secret', 'zookeeper://a,b/x?digestAuth=***'",
        "memory:, memory:",
        "memory:x, memory:x",
        "file:/var/locks, file:/var/locks",
    })
    void credentialsAreNeverShown(String text, String shown) {
        assertThat(LockUri.parse(text)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "locks", ":x", "a b:c", "/var/lib/locks", "zookeeper://a,,b/app", "memory:x%", "x:?a=1&a=2"})
    void whatCannotBeReadIsRefused(String text) {
        assertThatThrownBy(() -> LockUri.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusalShowsNoCredentials() {
        assertThatThrownBy(() -> LockUri.parse("x://u:secret@a,,b/app"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void misspelledParameterIsRefused() {
        LockUri uri = LockUri.parse("zookeeper://a/app?sesion=5s");
        assertThatThrownBy(() -> uri.requireParameters(Set.of("session", "tls")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("sesion", "[session, tls]");
    }
}
