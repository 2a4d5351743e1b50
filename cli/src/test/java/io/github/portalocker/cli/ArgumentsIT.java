package io.github.portalocker.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.cli.Cli.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Words that Java does not get as they were typed. {@code printf} makes their bytes, which Java could not pass on. */
@EnabledOnOs(OS.LINUX)
final class ArgumentsIT {
    private static final String UMLAUT = "\"$(printf 'm\\303\\274ller')\"";
    private static final String NO_UTF8 = "\"$(printf 'a\\377b')\"";

    @TempDir
    private Path dir;

    private Result run(String locale, String words) throws Exception {
        return Cli.finish(
                List.of("env", "LC_ALL=" + locale, "sh", "-c", "cd " + dir + " && " + Cli.quoted() + " " + words));
    }

    private static String java() {
        return Cli.quoted(Cli.jar()) + " ";
    }

    private void refused(Result result, int argument) {
        result.requireFailure(64, ": argument " + argument + ", ", "cannot decode", "LC_ALL=C.UTF-8");
        assertThat(dir).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"C, UMLAUT", "POSIX, UMLAUT", "C.UTF-8, UMLAUT", "C.UTF-8, NO_UTF8", "C, NO_UTF8"})
    void wordsOfTheCommandAndTheNameOfTheFileArriveAsBytes(String locale, String kind) throws Exception {
        String word = kind.equals("UMLAUT") ? UMLAUT : NO_UTF8;
        String bytes = kind.equals("UMLAUT") ? "6d c3 bc 6c 6c 65 72" : "61 ff 62";
        String dump = " | od -An -tx1";
        for (String option : List.of("", "-F ")) {
            Result shown = run(locale, "run " + option + "lock printf %s " + word + dump);
            assertThat(shown.output().get(0).strip()).as(shown.toString()).isEqualTo(bytes);
            shown = run(locale, "run " + option + "lock -c 'printf %s '" + word + dump);
            assertThat(shown.output().get(0).strip()).as(shown.toString()).isEqualTo(bytes);
        }
        assertThat(run(locale, "run " + word + " true")).isEqualTo(new Result(0, List.of()));
        Result names = Cli.finish(List.of("sh", "-c", "cd " + dir + " && rm lock && printf %s *" + dump));
        assertThat(names.output().get(0).strip()).isEqualTo(bytes);
    }

    @Test
    void fileWhoseNameCannotBeDecodedIsLocked() throws Exception {
        Result held = run("C", "run " + NO_UTF8 + " sh -c 'flock -n \"$1\" true; echo $?' sh " + NO_UTF8);
        assertThat(held).isEqualTo(new Result(0, List.of("1")));
    }

    @ParameterizedTest
    @CsvSource({"C, UMLAUT", "C.UTF-8, NO_UTF8"})
    void undecodableWordsThatJavaNeedsAreRefusedBeforeAnythingIsCreated(String locale, String kind) throws Exception {
        String word = kind.equals("UMLAUT") ? UMLAUT : NO_UTF8;
        refused(run(locale, "who " + word), 2);
        refused(run(locale, "run -f " + word + " true"), 3);
        refused(run(locale, "run --backend nio lock touch " + word), 6);
        refused(run(locale, "run --backend nio " + word + " true"), 4);
    }

    @Test
    void questionMarksAreNoSignOfAnything() throws Exception {
        assertThat(run("C", "run lock -- echo 'a?b' '??'").output()).containsExactly("a?b ??");
        assertThat(run("C", "run lock -c 'echo ?ock'").output()).containsExactly("lock");
        assertThat(run("C.UTF-8", "run lock -- echo '?'").output()).containsExactly("?");
    }

    @Test
    void emptyWordsAndLineBreaksAreKept() throws Exception {
        assertThat(run("C", "run lock -- printf '<%s>' '' '?' '' 'a\nb' ''").output())
                .containsExactly("<><?><><a", "b><>");
    }

    @Test
    void wordsThatJavaReadFromAFileAreRefusedIfTheyMayHaveBeenAltered() throws Exception {
        Path words = dir.resolve("words");
        String jar = "-jar " + Cli.JAR + " run " + dir.resolve("lock") + " echo ";
        Files.writeString(words, jar + "plain");
        List<String> command = List.of("env", "LC_ALL=C", Cli.JAVA, "@" + words);
        assertThat(Cli.finish(command)).isEqualTo(new Result(0, List.of("plain")));
        Files.writeString(words, jar + "m\u00fcller");
        assertThat(Cli.finish(command).exitCode()).isEqualTo(64);
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_17, disabledReason = "later Java encodes words as it decodes them")
    void wordsThatJavaWouldEncodeInAnotherWayAreRefused() throws Exception {
        String java = java().replace("'-jar'", "-Dfile.encoding=ISO-8859-1 -jar");
        List<String> command = List.of(
                "env",
                "LC_ALL=C.UTF-8",
                "sh",
                "-c",
                "cd " + dir + " && " + java + "run --backend nio lock printf %s " + UMLAUT);
        Result result = Cli.finish(command);
        assertThat(result.exitCode()).as(result.toString()).isEqualTo(64);
        assertThat(result.output().get(0)).contains("file.encoding (ISO-8859-1)", "JAVA_TOOL_OPTIONS");
        assertThat(dir).isEmptyDirectory();
    }
}
