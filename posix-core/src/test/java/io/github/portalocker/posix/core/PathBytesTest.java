package io.github.portalocker.posix.core;

import java.net.URI;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

@DisabledOnOs(OS.WINDOWS)
final class PathBytesTest {
    @Test
    void asciiIsTakenAsItIs() {
        assertThat(PathBytes.of(Path.of("/tmp/a b%20c"))).isEqualTo("/tmp/a b%20c\0".getBytes(UTF_8));
    }

    @Test
    void relativePathBecomesAbsolute() {
        assertThat(new String(PathBytes.of(Path.of("x")), UTF_8))
                .startsWith("/")
                .endsWith("/x\0");
    }

    @Test
    void bytesThatNoStringCanHoldAreKept() {
        Path path = Path.of(URI.create("file:///tmp/%FF%FE-%C3%A9"));
        assertThat(PathBytes.of(path)).isEqualTo(new byte[] {
            '/', 't', 'm', 'p', '/', (byte) 0xff, (byte) 0xfe, '-', (byte) 0xc3, (byte) 0xa9, 0
        });
    }

    @Test
    void existingDirectoryGetsNoSlash() {
        assertThat(PathBytes.of(Path.of("/tmp"))).isEqualTo("/tmp\0".getBytes(UTF_8));
        assertThat(PathBytes.of(Path.of("/"))).isEqualTo("/\0".getBytes(UTF_8));
    }
}
