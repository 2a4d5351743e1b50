package io.github.portalocker.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.cli.Cli.Result;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The same command lines given to flock(1) of util-linux, and to {@code run}. */
@EnabledOnOs(OS.LINUX)
final class FlockParityIT {
    /** HELD is a file that another process has locked, FREE one that is free; '_' is a blank, EMPTY the empty word. */
    private static final String SAME = """
            -n HELD echo a
            -n -E 75 HELD echo a
            -nE75 HELD echo a
            -xnE 75 HELD echo a
            -w0.2 HELD echo a
            -w 0.2 -E5 HELD echo a
            --timeout 0.2 HELD echo a
            --timeout=0.2 HELD echo a
            --wait=0.2 HELD echo a
            --time 0.2 HELD echo a
            --wai=0.2 HELD echo a
            --nonb HELD echo a
            --nb HELD echo a
            --conf 9 -n HELD echo a
            --conflict-exit-code=9 --nonblock HELD echo a
            -E 5 -E 6 -n HELD echo a
            -s -x -n HELD echo a
            -x -s -n HELD echo a
            -w 5 -w 0.1 HELD echo a
            -n -w 5 HELD echo a
            --ex -n HELD echo a
            --s -n HELD echo a
            -sn HELD echo a
            -w 0 HELD echo a
            -w 1e-1 HELD echo a
            -w _0.1 HELD echo a
            -w +.1 HELD echo a
            -E 0 -n HELD echo a
            -E _7 -n HELD echo a
            -E +7 -n HELD echo a
            -E 07 -n HELD echo a
            -n HELD -c echo
            -e FREE echo a
            -nx FREE echo a
            -o FREE echo a
            --close FREE echo a
            -F FREE echo a
            --no-fork FREE echo a
            -nF HELD echo a
            -Fo FREE echo a
            -nF FREE -c echo_a;_exit_3
            -F FREE /no/such/command
            --command echo_a FREE
            FREE sh -c kill_-TERM_$$
            FREE sh -c kill_-SEGV_$$
            FREE sh -c exit_255
            -- FREE echo a
            FREE echo -n -x --help
            FREE echo @FREE
            FREE -c exit_7
            FREE --command exit_8
            -x FREE -c echo_"$0_$1"
            FREE -c
            FREE -c a b
            FREE /no/such/command
            FREE /etc
            FREE EMPTY
            FREE -x echo a
            EMPTY echo a
            - echo a
            /no/such/dir/lock echo a
            -z FREE echo a
            --nosuch FREE echo a
            --nonblock=1 FREE echo a
            --no -n HELD echo a
            --v FREE echo a
            --ver FREE echo a
            --c FREE echo a
            -w
            -w FREE
            -nw FREE echo a
            -w x FREE echo a
            -w 1,5 FREE echo a
            -w EMPTY FREE echo a
            -w 0.1_ FREE echo a
            --timeout
            -E
            -E 256 FREE echo a
            -E -1 FREE echo a
            -E x FREE echo a
            -E EMPTY -n FREE echo a
            -E 0x7 -n FREE echo a
            -n
            -c echo FREE
            -z -h
            """;

    /** Each with the reason, and our exit code. */
    private static final String DIFFERENT_ON_PURPOSE = """
            0  FREE -- echo a          # flock runs a program of the name --
            64 -w -1 FREE echo a       # flock fails to set its timer: 71
            64 -w inf FREE echo a      # flock fails to set its timer: 71
            0  -w 1e30 FREE echo a     # flock fails to set its timer: 71
            64 -w 0x1 HELD echo a      # not a decimal number
            0  --verbose FREE echo a   # flock tells it on the output
            64 -u FREE echo a          # run holds the lock until the command ends
            66 . echo a                # directories are not locked
            66 /dev/null echo a        # devices are not locked
            0  -h                      # the text
            0  -V                      # the text
            """;

    @TempDir
    private Path dir;

    private List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.strip().split(" +", -1)) {
            words.add(word.replace("HELD", dir.resolve("held").toString())
                    .replace("FREE", dir.resolve("free").toString())
                    .replace("EMPTY", "")
                    .replace('_', ' '));
        }
        return words;
    }

    /** The exit code, and what is on the output. */
    private Result run(List<String> program, List<String> words) throws Exception {
        Path output = dir.resolve("output");
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec 2>/dev/null >output && exec \"$@\""));
        command.add(dir.toString());
        command.addAll(program);
        command.addAll(words);
        Result result = Cli.finish(command);
        return new Result(result.exitCode(), Files.readAllLines(output));
    }

    private Result flock(List<String> words) throws Exception {
        return run(List.of("flock"), words);
    }

    private Result ours(List<String> words) throws Exception {
        return run(Cli.command("run"), words);
    }

    private Program holder() throws Exception {
        Program holder = Program.start("flock", dir.resolve("held").toString(), "sh", "-c", "echo held; cat");
        holder.awaitLine("held");
        return holder;
    }

    @Test
    void answersAsFlock() throws Exception {
        List<String> differences = new ArrayList<>();
        try (Program holder = holder()) {
            for (String line : SAME.lines().toList()) {
                List<String> words = words(line);
                Result expected = flock(words);
                Result answer = ours(words);
                if (!answer.equals(expected)) {
                    differences.add(line + ": flock " + expected + ", run " + answer);
                }
            }
            assertThat(differences).as("beside " + holder.pid()).isEmpty();
        }
    }

    @Test
    void differencesAreOnPurpose() throws Exception {
        try (Program holder = holder()) {
            for (String line : DIFFERENT_ON_PURPOSE.lines().toList()) {
                int exitCode = Integer.parseInt(line.substring(0, 2).strip());
                List<String> words = words(line.substring(3, line.indexOf('#')));
                Result answer = ours(words);
                assertThat(answer.exitCode()).as(line).isEqualTo(exitCode);
                assertThat(flock(words)).as(line + ", beside " + holder.pid()).isNotEqualTo(answer);
            }
        }
    }
}
