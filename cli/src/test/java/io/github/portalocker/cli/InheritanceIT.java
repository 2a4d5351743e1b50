package io.github.portalocker.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a command inherits is what it inherits from flock(1), which forks or, with -F, does not. */
@EnabledOnOs(OS.LINUX)
final class InheritanceIT {
    /** A title, and what bash does before it starts the program. */
    private static final String SITUATIONS = """
            plain | :
            C locale | export LC_ALL=C
            UTF-8 locale | export LC_ALL=C.UTF-8
            bytes in the environment | export X1=$'\\xff' X2= ; f() { :; }; export -f f
            odd names in the environment | set -- env a.b=1 'x y=2' "$@"
            empty environment | set -- env -i PATH="$PATH" OUT="$OUT" JAVA_HOME="$JAVA_HOME" "$@"
            wrong PWD | set -- env PWD=/wrong SHLVL=7 "$@"
            descriptors 7, 11, 13 | exec 7</etc/passwd 11>>append 13<>both
            descriptors 3 to 9 and 200 | exec 3</etc/passwd 4</etc/group 5<&0 6>&1 7</dev/null 8<>/dev/null 9<both 200</etc/hostname
            process substitution | exec 63< <(echo hi)
            input closed | exec <&-
            output closed | exec >&-
            errors closed | exec 2>&-
            all closed | exec <&- >&- 2>&-
            input and output closed, 3 open | exec <&- >&- 3</etc/passwd
            INT QUIT HUP TERM USR1 ignored | trap '' INT QUIT HUP TERM USR1
            PIPE XFSZ USR2 TSTP CHLD ignored | trap '' PIPE XFSZ USR2 TSTP TTOU CHLD
            QUIT USR2 TERM 40 blocked | blocked 3,12,15,40,14
            SEGV ILL blocked | blocked 11,4,7,8
            umask and limits | umask 027; ulimit -Hn 2048; ulimit -Sn 512; ulimit -c 0; ulimit -Ss 4096
            few descriptors | ulimit -Sn 64
            nice, batch, one processor | set -- nice -n 5 chrt -b 0 taskset 1 "$@"
            core dump filter | echo 0x11 >/proc/$$/coredump_filter
            slack of timers | echo 77777 >/proc/$$/timerslack_ns
            no new privileges | set -- setpriv --no-new-privs "$@"
            a session of its own | set -- setsid -w "$@"
            the library path of this Java | export LD_LIBRARY_PATH=$JAVA_HOME/lib/server:/x
            variables of Java | export CLASSPATH=/y
            sockets of systemd | exec 3<>both 4</etc/group; export LISTEN_FDS=2 LISTEN_PID=1
            """;

    /** Shows what it has inherited, without changing it; the name of the lock is left out, for the number is no matter. */
    private static final String SHOW = """
            p=/proc/$$
            open= list=
            for d in $p/fd/*; do
                [ -e "$d" ] && open="$open $d" # not the one of the directory itself
            done
            while read -r key value; do # without another process, around which the shell blocks signals
                case $key in Sig[BI]* | NoNewPrivs: | Seccomp: | Cpus_allowed: | CapEff: | Threads: | Umask:) list="$list
            $key $value" ;; esac
            done <$p/status
            for d in $open; do
                l=$(readlink "$d")
                case $l in */lock) ;; *) list="$list
            fd ${d##*/} ${l%%[*} $(sed -n s/^flags:..//p "$p/fdinfo/${d##*/}")" ;; esac
            done
            {
                echo "$list"
                tr '\\0' '\\n' <$p/environ | grep -v '^_=\\|^OUT=' | sort
                tr '\\0' '\\n' <$p/cmdline | tail -n +4
                cat $p/limits $p/coredump_filter $p/oom_score_adj $p/timerslack_ns
                awk '{ print "nice", $19, "policy", $41 }' $p/stat
                ps -o sid=,pgid= -p $$ | awk -v p=$$ '{ print ($1 == p), ($2 == p) }'
            } >"$OUT" 2>&1
            """;

    private static final String BLOCKED = """
            blocked() {
                code='import signal,os,sys; signal.pthread_sigmask(signal.SIG_BLOCK,['$1']); os.execv(sys.argv[1],sys.argv[1:])'
                set -- /usr/bin/python3 -c "$code"
                program=("$@")
            }
            program=()
            """;

    /** glibc's posix_spawn leaves the two signals of its threads ignored, which no program can see. */
    private static final long OF_GLIBC = 0x180000000L;

    @TempDir
    private Path dir;

    static Stream<Arguments> situations() {
        return Stream.of("", "-F")
                .flatMap(option -> SITUATIONS
                        .lines()
                        .map(line -> Arguments.of(
                                option,
                                line.substring(0, line.indexOf('|')).strip(),
                                line.substring(line.indexOf('|') + 1).strip())));
    }

    private List<String> inheritedFrom(String program, String output, String setUp) throws Exception {
        Path script = Files.writeString(
                dir.resolve("script-" + output),
                BLOCKED + "cd " + dir + "; touch both; export OUT=" + output + "\n" + "set -- " + program
                        + " lock sh -c \"$(cat show)\" '' $'\\xff\\xfe a' 'ä' '' ' ' '?' $'a\\nb' '*' '@file' -- -jar\n"
                        + setUp
                        + "\nexec \"${program[@]}\" \"$@\"\n");
        Files.writeString(dir.resolve("show"), SHOW);
        int exitCode = Cli.finish(List.of(
                        "env",
                        "--default-signal",
                        "PORTALOCKER_ARCHIVE=",
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        "bash",
                        "--norc",
                        script.toString()))
                .exitCode();
        assertThat(exitCode).isZero();
        return Files.readString(dir.resolve(output), StandardCharsets.ISO_8859_1)
                .lines()
                .map(InheritanceIT::withoutThoseOfGlibc)
                .collect(Collectors.toList());
    }

    private static String withoutThoseOfGlibc(String line) {
        return line.strip().startsWith("SigIgn:")
                ? "SigIgn: "
                        + Long.toHexString(
                                Long.parseUnsignedLong(line.strip().substring(7).strip(), 16) & ~OF_GLIBC)
                : line;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("situations")
    void commandInheritsWhatItWouldFromFlock(String option, String title, String setUp) throws Exception {
        String flock = "/usr/bin/flock " + option;
        List<String> expected = inheritedFrom(flock, "flock.out", setUp);
        assertThat(expected).as(title).hasSizeGreaterThan(30);
        assertThat(inheritedFrom(Cli.launcher() + " run " + option, "ours.out", setUp))
                .as(title)
                .isEqualTo(expected);
    }
}
