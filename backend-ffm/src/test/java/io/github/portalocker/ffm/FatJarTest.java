package io.github.portalocker.ffm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.sun.jna.Native;
import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.HeldLock;
import io.github.portalocker.Portalocker;
import io.github.portalocker.jna.JnaTroubles;
import io.github.portalocker.nio.NioBackend;
import io.github.portalocker.posix.PosixFlockBackend;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.tck.FatJar;
import io.github.portalocker.tck.FatJar.Services;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

/** All jars packed into one, with the list of services of the last one only. */
final class FatJarTest {
    private static final List<Class<? extends LockBackend>> BACKENDS =
            List.of(FfmFlockBackend.class, PosixFlockBackend.class, NioBackend.class);

    @TempDir
    private Path dir;

    /** Compiled for the Java of this module; {@code backend-posix} has such a test for older ones. */
    static final class Main {
        private Main() {}

        @SuppressWarnings("SystemOut") // read by the test
        public static void main(String[] arguments) throws IOException {
            try (HeldLock lock =
                    Portalocker.tryLock(Path.of(arguments[0]), EXCLUSIVE).orElseThrow()) {
                System.out.println("locked with " + lock.backend());
            } catch (BackendUnavailableException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    private Path pack(Services services, Class<?> last) throws IOException {
        List<Class<?>> order =
                new ArrayList<>(List.of(Portalocker.class, PosixLockBackend.class, JnaTroubles.class, Native.class));
        order.addAll(BACKENDS);
        order.remove(last);
        order.add(last);
        order.add(FatJar.class); // the contract kit, which has no services
        return new FatJar(services).addHomes(order).addClass(Main.class).write(dir.resolve("all.jar"), "");
    }

    private static String output(List<String> command) throws Exception {
        try (Program program = Program.start(command)) {
            program.finish();
            return String.join("\n", program.rest());
        }
    }

    private String lockWith(Services services, Class<?> last, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Child.thisJava().toString(), "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", pack(services, last).toString(), Main.class.getName()));
        command.add(dir.resolve("lock").toString());
        return output(command);
    }

    @Test
    void fallbackDoesNotTakeThePlaceOfTheBackendWhoseEntryWasLost() throws Exception {
        assertThat(lockWith(Services.OVERWRITTEN, NioBackend.class))
                .startsWith("refused: the lock backend 'ffm-flock', which is meant for this system, is unavailable")
                .contains("ServicesResourceTransformer", "mergeServiceFiles()");
    }

    @ParameterizedTest
    @ValueSource(classes = {FfmFlockBackend.class, PosixFlockBackend.class})
    void eitherNativeBackendIsAsGoodWhereTheOtherOnesEntryWasLost(Class<?> last) throws Exception {
        String name = last == FfmFlockBackend.class ? "ffm-flock" : "posix-flock";
        assertThat(lockWith(Services.OVERWRITTEN, last)).isEqualTo("locked with " + name);
    }

    @ParameterizedTest
    @ValueSource(classes = {FfmFlockBackend.class, PosixFlockBackend.class, NioBackend.class})
    void mergedListsOfServicesAreComplete(Class<?> last) throws Exception {
        assertThat(lockWith(Services.MERGED, last)).isEqualTo("locked with ffm-flock");
    }

    @Test
    void backendThatIsNamedIsTakenWhateverTheListOfServicesSays() throws Exception {
        assertThat(lockWith(Services.OVERWRITTEN, NioBackend.class, "-Dportalocker.backend=ffm-flock"))
                .isEqualTo("locked with ffm-flock");
    }

    /** What is left in the list does not load there, and what would load is not in the list. */
    @Test
    void olderJavaIsToldOfTheBackendWhoseEntryWasLost() throws Exception {
        Path jar = pack(Services.OVERWRITTEN, FfmFlockBackend.class);
        String agent = "io.github.portalocker.tck.AgentMain"; // compiled for Java 17
        String java = OldJavaTest.java17OrSkip().toString();
        assertThat(output(List.of(java, "-cp", jar.toString(), agent, "no-such-backend")))
                .contains("posix-flock [FLOCK]: unavailable: its class is there")
                .contains("(failed to load)", "UnsupportedClassVersionError");
    }
}
