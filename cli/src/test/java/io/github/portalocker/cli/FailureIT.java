package io.github.portalocker.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.github.portalocker.cli.Cli.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What is no conflict does not end with the exit code of one. */
@EnabledOnOs(OS.LINUX)
final class FailureIT {
    @TempDir
    private Path dir;

    private String file() {
        return dir.resolve("lock").toString();
    }

    /** An installation without the jars of these artifacts. */
    private static List<String> damaged(String... missing) {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> Arrays.stream(missing)
                        .noneMatch(name -> entry.contains("/" + name + "/") || entry.contains("/portalocker-" + name)))
                .collect(Collectors.joining(File.pathSeparator));
        return new ArrayList<>(List.of(Cli.JAVA, "-cp", classPath, "io.github.portalocker.cli.Main"));
    }

    @Test
    void damagedInstallationIsAnInternalErrorInOneLine() throws Exception {
        List<String> command = damaged("api");
        command.addAll(List.of("run", "-n", file(), "true"));
        Result result = Cli.finish(command);
        assertThat(result.exitCode()).as(result.toString()).isEqualTo(70);
        assertThat(result.output()).hasSize(1);
        assertThat(result.output().get(0))
                .startsWith("portalocker: internal error: java.lang.NoClassDefFoundError")
                .contains("--stacktrace");
    }

    @Test
    void stackTraceIsShownOnRequest() throws Exception {
        List<String> command = damaged("api");
        List<String> option = new ArrayList<>(command);
        option.addAll(List.of("--stacktrace", "run", file(), "true"));
        assertThat(Cli.finish(option).output())
                .anyMatch(line -> line.startsWith("\tat io.github.portalocker.cli."))
                .last()
                .asString()
                .startsWith("portalocker: internal error: ");

        List<String> variable = new ArrayList<>(List.of("env", "PORTALOCKER_STACKTRACE=1"));
        variable.addAll(command);
        variable.addAll(List.of("run", file(), "true"));
        assertThat(Cli.finish(variable).output()).anyMatch(line -> line.startsWith("\tat "));
    }

    /** In which Java's own start-up code fails at times. */
    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void undecodableWorkingDirectoryIsNotTakenForAConflict(String locale) throws Exception {
        String script = "cd " + dir + " && d=$(printf 'a\\377b') && mkdir $d && cd $d && "
                + Cli.quoted("run", "-n", file(), "true");
        Result result = Cli.finish(List.of("env", "LC_ALL=" + locale, "sh", "-c", script));
        assertThat(result.exitCode()).as(result.toString()).isIn(0, 70);
        assertThat(result.output()).as(result.toString()).hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "backends", "--version"})
    void outputThatCannotBeWrittenIsTold(String subcommand) throws Exception {
        assumeTrue(new File("/dev/full").exists(), "there is no /dev/full");
        Result result = Cli.finish(List.of("sh", "-c", Cli.quoted(subcommand) + " >/dev/full"));
        assertThat(result).isEqualTo(new Result(74, List.of("portalocker: the standard output could not be written")));
    }

    @Test
    void namesCannotWriteToTheTerminal() throws Exception {
        String name = dir.resolve("missing\u001b[31m\nred").resolve("lock").toString();
        Result result = Cli.run("run", name, "true");
        assertThat(result.exitCode()).isEqualTo(66);
        assertThat(result.output()).hasSize(1);
        assertThat(result.output().get(0)).contains("missing?[31m").doesNotContain("\u001b");
    }
}
