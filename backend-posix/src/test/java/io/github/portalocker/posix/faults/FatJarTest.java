package io.github.portalocker.posix.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.sun.jna.Native;
import io.github.portalocker.Portalocker;
import io.github.portalocker.jna.JnaTroubles;
import io.github.portalocker.nio.NioBackend;
import io.github.portalocker.posix.PosixFlockBackend;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.tck.FatJar;
import io.github.portalocker.tck.FatJar.Services;
import io.github.portalocker.tck.Program;
import io.github.portalocker.windows.WindowsBackend;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** All jars packed into one, in which the lists of services were merged, or not. */
@EnabledOnOs(OS.LINUX)
final class FatJarTest {
    private static final List<Class<?>> LIBRARIES =
            List.of(Portalocker.class, PosixLockBackend.class, JnaTroubles.class, Native.class);
    private static final List<Class<? extends LockBackend>> BACKENDS =
            List.of(PosixFlockBackend.class, WindowsBackend.class, NioBackend.class);
    private static final Path SPRING_BOOT_LOADER = Path.of("target", "jars", "spring-boot-loader-4.0.9.jar");

    @TempDir
    private Path dir;

    private Path jar;

    @BeforeEach
    void nameTheJar() {
        jar = dir.resolve("all in one.jar");
    }

    /** What a tool makes that lets the last jar win. */
    private void pack(Services services, Class<?> last) throws Exception {
        List<Class<?>> order = new ArrayList<>(LIBRARIES);
        order.addAll(BACKENDS);
        order.remove(last);
        order.add(last);
        new FatJar(services).addHomes(order).addClass(SelectionMain.class).write(jar, "");
    }

    private String lockWith(String... options) throws Exception {
        try (Program program = Program.start(Program.javaCommand(
                jar.toString(),
                List.of(options),
                SelectionMain.class,
                dir.resolve("lock").toString()))) {
            String said = String.join("\n", program.rest());
            assertThat(program.exitCode()).isZero();
            return said;
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {WindowsBackend.class, NioBackend.class})
    void nativeBackendWhoseEntryWasLostIsNotReplacedInSilence(Class<?> last) throws Exception {
        pack(Services.OVERWRITTEN, last);
        assertThat(lockWith())
                .startsWith("refused: the lock backend 'posix-flock', which is meant for this system, is unavailable")
                .contains("all%20in%20one.jar", "META-INF/services/io.github.portalocker.spi.LockBackend")
                .contains("ServicesResourceTransformer", "mergeServiceFiles()");
        assertThat(dir.resolve("lock")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(classes = {PosixFlockBackend.class, WindowsBackend.class, NioBackend.class})
    void backendThatIsNamedIsTakenWhateverTheListOfServicesSays(Class<?> last) throws Exception {
        pack(Services.OVERWRITTEN, last);
        assertThat(lockWith("-Dportalocker.backend=posix-flock")).isEqualTo("locked with posix-flock");
        assertThat(lockWith("-Dportalocker.backend=nio")).isEqualTo("locked with nio");
    }

    @Test
    void nativeBackendWhoseEntryIsLeftIsChosen() throws Exception {
        pack(Services.OVERWRITTEN, PosixFlockBackend.class);
        assertThat(lockWith()).isEqualTo("locked with posix-flock");
    }

    @ParameterizedTest
    @ValueSource(classes = {PosixFlockBackend.class, WindowsBackend.class, NioBackend.class})
    void mergedListsOfServicesAreComplete(Class<?> last) throws Exception {
        pack(Services.MERGED, last);
        assertThat(lockWith()).isEqualTo("locked with posix-flock");
    }

    /** The names at the seams are those of no class. */
    @ParameterizedTest
    @ValueSource(classes = {PosixFlockBackend.class, WindowsBackend.class, NioBackend.class})
    void badlyMergedListsOfServicesDoNotLeadToAWeakerLock(Class<?> last) throws Exception {
        pack(Services.CONCATENATED, last);
        assertThat(lockWith()).isNotEqualTo("locked with nio");
        assertThat(lockWith("-Dportalocker.backend=posix-flock")).isEqualTo("locked with posix-flock");
    }

    @Test
    void jarWithoutANativeBackendLocksWithTheFallback() throws Exception {
        new FatJar(Services.OVERWRITTEN)
                .addHomes(List.of(Portalocker.class, NioBackend.class))
                .addClass(SelectionMain.class)
                .write(jar, "");
        assertThat(lockWith()).isEqualTo("locked with nio");
    }

    /** Spring Boot keeps each jar as it is, inside another one. */
    @Test
    void nestedJarsKeepTheirListsOfServices() throws Exception {
        FatJar outer = new FatJar(Services.OVERWRITTEN)
                .addClass(SelectionMain.class)
                .changeEach((name, content) -> Map.entry("BOOT-INF/classes/" + name, content))
                .addAll(SPRING_BOOT_LOADER);
        for (Class<?> type :
                Stream.concat(LIBRARIES.stream(), BACKENDS.stream()).toList()) {
            Path inner = dir.resolve(type.getSimpleName() + ".jar");
            new FatJar(Services.OVERWRITTEN).addHomes(List.of(type)).write(inner, "");
            outer.add("BOOT-INF/lib/" + inner.getFileName(), Files.readAllBytes(inner));
        }
        outer.write(jar, """
                Manifest-Version: 1.0
                Main-Class: org.springframework.boot.loader.launch.JarLauncher
                Start-Class: io.github.portalocker.posix.faults.SelectionMain
                Spring-Boot-Classes: BOOT-INF/classes/
                Spring-Boot-Lib: BOOT-INF/lib/
                """);

        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar.toString(),
                dir.resolve("lock").toString());
        try (Program program = Program.start(command)) {
            assertThat(program.rest()).contains("locked with posix-flock");
        }
    }
}
