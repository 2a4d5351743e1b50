package io.github.portalocker.cli;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class GetoptTest {
    private static final Option ALL = Option.flag("a", "", "all", "all-of-them");
    private static final Option ALSO = Option.flag("b", "", "also");
    private static final Option WAIT = Option.valued("w", "SECONDS", "", "wait");
    private static final List<Option> OPTIONS = List.of(ALL, ALSO, WAIT, Option.HELP);

    private static ParsedLine parse(String line) {
        return Getopt.parse(OPTIONS, List.of(line.split(" ", -1)), true);
    }

    @ParameterizedTest
    @CsvSource({
        "-w5 x",
        "-w 5 x",
        "-aw5 x",
        "-abw 5 x",
        "--wait 5 x",
        "--wait=5 x",
        "--wa 5 x",
        "--w=5 x",
        "-w4 -w5 x",
        "-w5 -- x",
    })
    void valueMayStandInItsWordOrInTheNextOne(String line) {
        assertThat(parse(line).value(WAIT)).isEqualTo("5");
        assertThat(parse(line).operands()).containsExactly("x");
    }

    @Test
    void optionsEndAtTheFirstOperandIfTheyAreTo() {
        assertThat(parse("-a x -b -- y").operands()).containsExactly("x", "-b", "--", "y");
        ParsedLine line = Getopt.parse(OPTIONS, List.of("x", "-b", "y", "--", "-a"), false);
        assertThat(line.operands()).containsExactly("x", "y", "-a");
        assertThat(line.has(ALSO)).isTrue();
        assertThat(line.has(ALL)).isFalse();
    }

    @Test
    void wholeNameMeansItsOptionAlthoughItBeginsAnotherName() {
        assertThat(parse("--all x").has(ALL)).isTrue();
        assertThat(parse("--all- x").has(ALL)).isTrue();
        assertThat(parse("--als x").has(ALSO)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -c       | there is no option -c
                    -ac      | there is no option -c
                    --none   | there is no option --none
                    --al     | --al is ambiguous: it may be --all or --all-of-them or --also
                    -w       | option -w needs a value: -w SECONDS
                    --wait   | option --wait needs a value: --wait SECONDS
                    --all=x  | option --all takes no value, but has '=x'
                    """)
    void mistakesAreNamed(String line, String message) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessageContaining(message);
    }

    @Test
    void wordsThatLookLikeOptionsMayBeValuesAndSingleDashesAreOperands() {
        assertThat(parse("-w -a x").value(WAIT)).isEqualTo("-a");
        assertThat(parse("- -a").operands()).containsExactly("-", "-a");
        assertThat(parse("-w  x").value(WAIT)).as("an empty word").isEmpty();
    }

    @Test
    void nothingIsReadAfterARequestForHelp() {
        assertThat(parse("-a -h --none").has(Option.HELP)).isTrue();
        assertThatThrownBy(() -> parse("--none -h")).isInstanceOf(UsageException.class);
    }

    @Test
    void ofTwoOptionsTheLastOneCounts() {
        ParsedLine line = parse("-a -b -a x");
        assertThat(line.last(ALL, ALSO)).isEqualTo(new ParsedLine.Occurrence(ALL, null));
        assertThat(line.last(WAIT)).isNull();
    }
}
