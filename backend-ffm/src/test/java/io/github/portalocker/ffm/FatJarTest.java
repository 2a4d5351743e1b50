package io.github.portalocker.ffm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.sun.jna.Native;
import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.Portalocker;
import io.github.portalocker.jna.JnaTroubles;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.tck.FatJar;
import io.github.portalocker.tck.FatJar.Services;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** All jars packed into one, with the list of services of the last one only. */
final class FatJarTest {
    private static final String FFM = "io.github.portalocker.ffm.FfmFlockBackend";
    private static final String POSIX = "io.github.portalocker.posix.PosixFlockBackend";
    private static final String NIO = "io.github.portalocker.nio.NioBackend";

    @TempDir
    private Path dir;

    /** Compiled for the Java of this module; {@code backend-posix} has such a test for older ones. */
    static final class Main {
        private Main() {}

        @SuppressWarnings("SystemOut") // read by the test
        public static void main(String[] arguments) throws IOException {
            try (HeldFileLock lock = requireNonNull(Portalocker.tryLock(Path.of(arguments[0]), EXCLUSIVE))) {
                System.out.println("locked with " + lock.backend());
            } catch (BackendUnavailableException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    private Path pack(Services services, String last) throws Exception {
        List<Class<?>> order =
                new ArrayList<>(List.of(Portalocker.class, PosixLockBackend.class, JnaTroubles.class, Native.class));
        List<String> backends = new ArrayList<>(List.of(FFM, POSIX, NIO));
        backends.remove(last);
        backends.add(last);
        for (String backend : backends) {
            order.add(Class.forName(backend));
        }
        order.add(FatJar.class); // the contract kit, which has no services
        return new FatJar(services).addHomes(order).addClass(Main.class).write(dir.resolve("all.jar"), "");
    }

    private static String output(List<String> command) throws Exception {
        try (Program program = Program.start(command)) {
            program.finish();
            return String.join("\n", program.rest());
        }
    }

    private String lockWith(Services services, String last, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Child.thisJava().toString(), "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", pack(services, last).toString(), Main.class.getName()));
        command.add(dir.resolve("lock").toString());
        return output(command);
    }

    @Test
    void fallbackDoesNotTakeThePlaceOfTheBackendWhoseEntryWasLost() throws Exception {
        assertThat(lockWith(Services.OVERWRITTEN, NIO))
                .startsWith("refused: the lock backend 'ffm-flock', which is meant for this system, is unavailable")
                .contains("ServicesResourceTransformer", "mergeServiceFiles()");
    }

    @Test
    void bestBackendIsChosenWhereOnlyOthersLostTheirEntries() throws Exception {
        assertThat(lockWith(Services.OVERWRITTEN, FFM)).isEqualTo("locked with ffm-flock");
    }

    @Test
    void anotherBackendOfTheSameDomainIsTakenWithAWarning() throws Exception {
        assertThat(lockWith(Services.OVERWRITTEN, POSIX))
                .contains("WARNING: the lock backend 'ffm-flock'", "ServicesResourceTransformer", "Using 'posix-flock'")
                .endsWith("\nlocked with posix-flock");
    }

    @ParameterizedTest
    @ValueSource(strings = {FFM, POSIX, NIO})
    void mergedListsOfServicesAreComplete(String last) throws Exception {
        assertThat(lockWith(Services.MERGED, last)).isEqualTo("locked with ffm-flock");
    }

    @Test
    void backendThatIsNamedIsTakenWhateverTheListOfServicesSays() throws Exception {
        assertThat(lockWith(Services.OVERWRITTEN, NIO, "-Dportalocker.backend=ffm-flock"))
                .isEqualTo("locked with ffm-flock");
    }

    /** What is left in the list does not load there, and what would load is not in the list. */
    @Test
    void olderJavaIsToldOfTheBackendWhoseEntryWasLost() throws Exception {
        Path jar = pack(Services.OVERWRITTEN, FFM);
        String agent = "io.github.portalocker.tck.AgentMain"; // compiled for Java 17
        String java = OldJavaTest.java17OrSkip().toString();
        assertThat(output(List.of(java, "-cp", jar.toString(), agent, "no-such-backend")))
                .contains("posix-flock [FLOCK]: unavailable: its class is there")
                .contains("(failed to load)", "UnsupportedClassVersionError");
    }
}
