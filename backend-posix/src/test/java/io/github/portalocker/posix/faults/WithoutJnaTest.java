package io.github.portalocker.posix.faults;

import java.io.File;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** JNA is not there, does not load, or is not the right one. */
@EnabledOnOs(OS.LINUX)
final class WithoutJnaTest {
    private static final Path JARS = Path.of("target", "jars");

    @TempDir
    private Path dir;

    private enum Trouble {
        MISSING,
        NOT_UNPACKED,
        NOT_LOOKED_FOR,
        NO_FOLDER,
        OTHER_NATIVE_LIBRARY,
        OUTDATED,
        RELOCATED
    }

    /** The cause and the remedy. */
    private static List<String> explanation(Trouble trouble) {
        String notLoaded = "JNA could not load its native library";
        return switch (trouble) {
            case MISSING -> List.of("JNA is missing", "add net.java.dev.jna:jna");
            case NOT_UNPACKED -> List.of(notLoaded, "remove -Djna.nounpack=true", "-Djna.boot.library.path=DIR");
            case NOT_LOOKED_FOR ->
                List.of(notLoaded, "remove -Djna.noclasspath=true", "-Djna.boot.library.path=/nowhere");
            case NO_FOLDER -> List.of(notLoaded, "-Djna.tmpdir=DIR");
            case OTHER_NATIVE_LIBRARY ->
                List.of("JNA found a native library of another version", "remove -Djna.boot.library.path=");
            case OUTDATED -> List.of("JNA 4.5.2 is too old", "jna-4.5.2.jar", "use net.java.dev.jna:jna 5.0 or later");
            case RELOCATED ->
                List.of("JNA was moved to package shaded.com.sun.jna", "exclude com.sun.jna from relocation");
        };
    }

    private static String classPathWithout(boolean jna) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> jna || !entry.contains("/jna-5"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Program start(Trouble trouble, List<String> moreOptions, String... arguments) throws Exception {
        String classPath = classPathWithout(trouble != Trouble.MISSING);
        List<String> options = new ArrayList<>(moreOptions);
        switch (trouble) {
            case MISSING -> {}
            case NOT_UNPACKED -> options.add("-Djna.nounpack=true");
            case NOT_LOOKED_FOR ->
                options.addAll(List.of("-Djna.noclasspath=true", "-Djna.boot.library.path=/nowhere"));
            case NO_FOLDER -> options.add("-Djna.tmpdir=" + Files.writeString(dir.resolve("no folder"), ""));
            case OTHER_NATIVE_LIBRARY -> options.add("-Djna.boot.library.path=" + nativeLibraryOf("jna-5.5.0.jar"));
            case OUTDATED -> classPath = JARS.resolve("jna-4.5.2.jar") + File.pathSeparator + classPath;
            case RELOCATED -> {
                classPath = dir.resolve("relocated.jar").toString();
                RelocatedJna.pack(Path.of(classPath));
            }
        }
        return Program.start(Program.javaCommand(classPath, options, SelectionMain.class, arguments));
    }

    private Path nativeLibraryOf(String jar) throws Exception {
        String processor = System.getProperty("os.arch").equals("amd64") ? "x86-64" : System.getProperty("os.arch");
        String name = "com/sun/jna/linux-" + processor + "/libjnidispatch.so";
        Path folder = Files.createDirectories(dir.resolve("another native library"));
        try (ZipFile zip = new ZipFile(JARS.resolve(jar).toFile());
                InputStream library = zip.getInputStream(zip.getEntry(name))) {
            Files.write(folder.resolve("libjnidispatch.so"), library.readAllBytes());
        }
        return folder;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I11: without JNA nothing is locked in another lock space in silence: it fails, and says what to do")
    void otherLockSpaceIsNotChosenInSilence(Trouble trouble) throws Exception {
        Path file = dir.resolve("lock");
        try (Program program = start(trouble, List.of(), file.toString())) {
            assertThat(String.join("\n", program.rest()))
                    .startsWith(
                            "refused: the lock backend 'posix-flock', which is meant for this system, is unavailable")
                    .contains("-Dportalocker.backend=nio")
                    .contains(explanation(trouble));
            assertThat(file).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyBackendTellsTheFirstFailure(Trouble trouble) throws Exception {
        try (Program program = start(trouble, List.of())) {
            List<String> said = program.rest();
            List<String> reasons = Stream.of("posix-flock: ", "posix-ofd: ", "posix-universal: ")
                    .map(name -> said.stream()
                            .filter(line -> line.startsWith(name))
                            .map(line -> line.substring(name.length()))
                            .collect(Collectors.joining("|")))
                    .distinct()
                    .toList();
            assertThat(reasons)
                    .as("%s", said)
                    .singleElement()
                    .asString()
                    .contains(explanation(trouble))
                    .doesNotContain("Could not initialize class");
        }
    }

    @ParameterizedTest
    @EnumSource
    void fallbackIsTakenWhereItIsNamed(Trouble trouble) throws Exception {
        String file = dir.resolve("lock").toString();
        try (Program program = start(trouble, List.of("-Dportalocker.backend=nio"), file)) {
            assertThat(program.rest()).containsExactly("locked with nio");
        }
    }

    /** Java calls the home directory of a user without a passwd entry "?", and JNA unpacks its native library there. */
    @Test
    void userWithoutAHomeGetsNoFolderInTheWorkingDirectory() throws Exception {
        Path here = Files.createDirectory(dir.resolve("here"));
        List<String> command = new ArrayList<>(Circumstances.shell("unset XDG_CACHE_HOME; cd \"$1\"", here.toString()));
        command.addAll(Program.javaCommand(
                absolute(System.getProperty("java.class.path")),
                List.of("-Duser.home=?"),
                SelectionMain.class,
                here.resolve("lock").toString()));
        try (Program program = Program.start(command)) {
            assertThat(program.rest()).containsExactly("locked with posix-flock");
        }
        assertThat(here).isDirectoryContaining("glob:**/lock").isDirectoryNotContaining("glob:**/[?]");
    }

    static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
