package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Keeps the catalogue in {@code docs/catalogue.md} honest: what it says is shown by a test has the name of that test. */
final class CatalogueTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    /** How many cases each letter has. */
    private static final Map<Character, Integer> CASES = Map.ofEntries(
            Map.entry('A', 21),
            Map.entry('B', 22),
            Map.entry('C', 11),
            Map.entry('D', 10),
            Map.entry('E', 9),
            Map.entry('F', 6),
            Map.entry('G', 15),
            Map.entry('H', 23),
            Map.entry('I', 13),
            Map.entry('J', 1),
            Map.entry('K', 19),
            Map.entry('L', 10),
            Map.entry('M', 4));

    /** {@code | A1 | ... | `ClassTest`, `OtherTest` |}, or several numbers at once: {@code | H1-H23 | ...}. */
    private static final Pattern ROW =
            Pattern.compile("^\\| ([A-M])(\\d+)(?:-[A-M](\\d+))? \\|.*\\|(.*)\\|$", Pattern.MULTILINE);

    private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w*)`");
    private static final Pattern NAME = Pattern.compile("(?:@DisplayName\\(|\\bname = )\\s*\"([A-M]\\d[^:\"]*):");
    private static final Pattern NUMBER = Pattern.compile("\\b[A-M]\\d+\\b");

    /** The classes that the table names, by number. */
    private static final Map<String, Set<String>> TABLE = new HashMap<>();

    private static final List<String> NUMBERS_IN_TABLE = new ArrayList<>();

    /** The numbers that are in the names of tests, by class. */
    private static final Map<String, Set<String>> SOURCES = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        Path table = PROJECT.resolve("docs").resolve("catalogue.md");
        assumeTrue(Files.exists(table), "the sources of the project are not here");
        for (MatchResult row : matches(ROW, Files.readString(table))) {
            int first = Integer.parseInt(row.group(2));
            int last = row.group(3) == null ? first : Integer.parseInt(row.group(3));
            Set<String> classes = matches(CLASS, row.group(4)).stream()
                    .map(match -> match.group(1))
                    .collect(Collectors.toSet());
            IntStream.rangeClosed(first, last).mapToObj(i -> row.group(1) + i).forEach(number -> {
                NUMBERS_IN_TABLE.add(number);
                TABLE.put(number, classes);
            });
        }
        try (Stream<Path> files = Files.find(
                PROJECT,
                20,
                (path, attributes) -> path.toString().endsWith(".java") && !path.endsWith("module-info.java"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString().replace(".java", "");
                for (MatchResult title : matches(NAME, Files.readString(file))) {
                    matches(NUMBER, title.group(1))
                            .forEach(number -> SOURCES.computeIfAbsent(name, key -> new HashSet<>())
                                    .add(number.group()));
                }
            }
        }
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().toList();
    }

    @Test
    void tableHasEachCaseOnce() {
        List<String> all = CASES.entrySet().stream()
                .flatMap(entry -> IntStream.rangeClosed(1, entry.getValue()).mapToObj(i -> "" + entry.getKey() + i))
                .toList();
        assertThat(all).hasSize(164);
        assertThat(NUMBERS_IN_TABLE).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void testsThatTheTableNamesHaveTheNumber() {
        List<String> wrong = new ArrayList<>();
        TABLE.forEach((number, classes) -> classes.stream()
                .filter(name -> !SOURCES.getOrDefault(name, Set.of()).contains(number))
                .forEach(name -> wrong.add(number + " is in no display name of " + name)));
        assertThat(wrong).isEmpty();
    }

    @Test
    void numbersInNamesOfTestsAreInTheTable() {
        List<String> wrong = new ArrayList<>();
        SOURCES.forEach((name, numbers) -> numbers.stream()
                .filter(number -> !TABLE.getOrDefault(number, Set.of()).contains(name) && !isPlaceholder(number))
                .forEach(number -> wrong.add(name + " shows " + number + ", but the table does not say so")));
        assertThat(wrong).isEmpty();
    }

    /** A letter whose cases are in one row together. */
    private static boolean isPlaceholder(String number) {
        String letter = number.substring(0, 1);
        return TABLE.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(letter))
                .allMatch(entry -> entry.getValue().isEmpty());
    }
}
