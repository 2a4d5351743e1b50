package io.github.portalocker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.portalocker.internal.programs.StartException;
import io.github.portalocker.spi.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/** Exceptions cross process borders (remote calls, workers, test runners) with all that they know. */
final class SerializationTest {
    private static final Failure FAILURE = Failure.of(
                    "lock", Path.of("a", "lock"), "posix-flock", "no locks", "use another disk")
            .withCode(37, "ENOLCK");

    private static final List<LockHolder> HOLDERS = List.of(
            LockHolder.of(new LockDomain("OWN"), new LockRange(3, 4))
                    .withPid(4711)
                    .withHost("db2")
                    .withCommand("python3 job.py")
                    .withMode(LockMode.EXCLUSIVE),
            LockHolder.of(LockDomain.FLOCK, LockRange.WHOLE_FILE));

    private static final Map<String, Exception> EXAMPLES = Stream.of(
                    new LockException(FAILURE, new IOException("the cause")),
                    new LockLostException(FAILURE),
                    new LockNotSupportedException(FAILURE),
                    new LockTimeoutException(FAILURE, Duration.ofMillis(70), HOLDERS),
                    new BackendUnavailableException("none"),
                    new StartException("Permission denied", false))
            .collect(Collectors.toMap(example -> example.getClass().getSimpleName(), Function.identity()));

    @SuppressWarnings({"unchecked", "BanSerializableRead"})
    private static <T> T roundTrip(T object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    @Test
    void everyExceptionKeepsWhatItsMethodsTell() throws Exception {
        for (String name : namesOfAllExceptions()) {
            Exception example = EXAMPLES.get(name);
            assertThat(example).as("an example of " + name).isNotNull();

            Exception copy = roundTrip(example);

            assertThat(copy).hasSameClassAs(example).hasMessage(example.getMessage());
            assertThat(String.valueOf(copy.getCause())).isEqualTo(String.valueOf(example.getCause()));
            for (Method method : example.getClass().getMethods()) {
                if (method.getDeclaringClass().getPackageName().startsWith(LockException.class.getPackageName())
                        && method.getParameterCount() == 0
                        && !Modifier.isStatic(method.getModifiers())) {
                    assertThat(method.invoke(copy)).as(method.toString()).isEqualTo(method.invoke(example));
                }
            }
        }
    }

    private static List<String> namesOfAllExceptions() throws Exception {
        Path classes = Path.of(LockException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Exception.class"))
                    .map(name -> name.replace(".class", ""))
                    .toList();
            assertThat(names).hasSizeGreaterThan(3);
            return names;
        }
    }

    @Test
    void whatIsNotKnownStaysUnknown() throws Exception {
        LockException copy = roundTrip(new LockException(Failure.of("lock", null, "nio", "it is closed", null)));

        assertThat(copy.path()).isEmpty();
        assertThat(copy.nativeCode()).isEmpty();
        assertThat(copy.nativeName()).isEmpty();
        assertThat(copy.remedy()).isEmpty();
        assertThat(copy.getCause()).isNull();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void pathThatIsNoTextKeepsItsBytes() throws Exception {
        Path path = Path.of(URI.create("file:///tmp/%FF%FE"));

        LockException copy = roundTrip(new LockException(Failure.of("lock", path, "nio", "it is closed", null)));

        assertThat(copy.path()).contains(path);
    }
}
