package io.github.portalocker.ffm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** On the class path of a Java that is too old for it, this backend must not take the others down with it. */
final class OldJavaTest {
    private static final String AGENT = "io.github.portalocker.tck.AgentMain"; // compiled for Java 17

    @Test
    void otherBackendsAreFoundAndUsed() throws Exception {
        List<String> output = runOnJava17("posix-flock");

        assertThat(output).contains("ready");
    }

    @Test
    void theRejectionIsListed() throws Exception {
        List<String> output = runOnJava17("no-such-backend");

        assertThat(String.join("\n", output))
                .contains("no lock backend named 'no-such-backend'")
                .contains("(failed to load)")
                .contains("UnsupportedClassVersionError")
                .contains("FfmFlockBackend")
                .contains("posix-flock [FLOCK]: available");
    }

    private static List<String> runOnJava17(String backend) throws IOException, InterruptedException {
        return Child.output(java17OrSkip(), List.of(), entry -> true, AGENT, backend);
    }

    /** The {@code java} of a JDK 17. */
    static Path java17OrSkip() throws IOException {
        Optional<Path> java = java17();
        assumeTrue(java.isPresent(), "no JDK 17 beside this one; name its folder with -Djava17.home=DIR");
        return java.orElseThrow();
    }

    private static Optional<Path> java17() throws IOException {
        String named = System.getProperty("java17.home");
        if (named != null) {
            return Optional.of(Path.of(named, "bin", "java"));
        }
        Path siblings = Objects.requireNonNull(
                Path.of(System.getProperty("java.home")).toRealPath().getParent());
        try (Stream<Path> homes = Files.list(siblings)) {
            return homes.filter(OldJavaTest::isJava17)
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private static boolean isJava17(Path home) {
        try {
            return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"17.");
        } catch (IOException e) {
            return false;
        }
    }
}
