package io.github.portalocker.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.tck.Program;

import static org.assertj.core.api.Assertions.assertThat;

/** The command as users start it: on Linux the launcher of the distribution, elsewhere the executable jar. */
final class Cli {
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    static final String JAR = System.getProperty("portalocker.jar");
    static final Path DISTRIBUTION = Path.of(System.getProperty("portalocker.distribution", ""));
    static final boolean IS_LINUX = System.getProperty("os.name").equals("Linux");

    /** Kept from background builds, which ignore Ctrl-C, and so would what they start. */
    private static final List<String> WITH_USUAL_SIGNALS = List.of("env", "--default-signal=INT,HUP,QUIT");

    private Cli() {}

    /** So that the first test that starts it does not make it in the background, beside all others. */
    private static final class Archive {
        static final int MADE = make();

        private static int make() {
            try {
                return finish(List.of(
                                "env",
                                "PATH=/usr/bin:/bin",
                                DISTRIBUTION.resolve("lib/make-archive").toString(),
                                JAVA))
                        .exitCode();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static List<String> command(String... arguments) {
        if (!IS_LINUX) {
            return jar(arguments);
        }
        List<String> command = new ArrayList<>(WITH_USUAL_SIGNALS);
        command.add("JAVA_HOME=" + System.getProperty("java.home"));
        command.add(launcher());
        command.addAll(List.of(arguments));
        return command;
    }

    /** The launcher, to be started with the Java of JAVA_HOME. */
    static String launcher() {
        if (Archive.MADE != 0) {
            throw new AssertionError("make-archive ended with " + Archive.MADE);
        }
        return DISTRIBUTION.resolve("bin/portalocker").toString();
    }

    /** The executable jar, without the launcher. */
    static List<String> jar(String... arguments) {
        List<String> command = new ArrayList<>(IS_LINUX ? WITH_USUAL_SIGNALS : List.of());
        command.addAll(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-jar", JAR));
        command.addAll(List.of(arguments));
        return command;
    }

    static Program start(String... arguments) throws IOException {
        return Program.start(command(arguments));
    }

    /** What a finished run said and answered. */
    record Result(int exitCode, List<String> output) {
        /** Fails unless this is a failure that is told in one line, with these reasons in it. */
        void requireFailure(int expectedCode, String... reasons) {
            assertThat(exitCode).as(toString()).isEqualTo(expectedCode);
            assertThat(output).hasSize(1);
            assertThat(output.get(0)).startsWith("portalocker").contains(reasons);
        }
    }

    static Result run(String... arguments) throws IOException, InterruptedException {
        return finish(command(arguments));
    }

    static Result finish(List<String> command) throws IOException, InterruptedException {
        try (Program program = Program.start(command)) {
            int exitCode = program.finish();
            return new Result(exitCode, program.rest());
        }
    }

    /** For use in a shell script. */
    static String quoted(String... arguments) {
        return quoted(command(arguments));
    }

    static String quoted(List<String> words) {
        return "'" + String.join("' '", words) + "'";
    }
}
