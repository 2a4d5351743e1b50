package io.github.portalocker.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Reads a command line as getopt_long(3) does: {@code -nw5}, {@code -w 5}, {@code --wait=5}, {@code --wait 5} and unambiguous
 * beginnings of long names. Words are taken as they are: nothing in them is expanded.
 */
final class Getopt {
    private final Collection<Option> options;
    private final Deque<String> words;
    private final List<ParsedLine.Occurrence> found = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();

    private Getopt(Collection<Option> options, List<String> words) {
        this.options = options;
        this.words = new ArrayDeque<>(words);
    }

    /**
     * Reads words.
     *
     * @param operandEndsOptions whether what follows the first operand is not ours, whatever it looks like
     */
    static ParsedLine parse(Collection<Option> options, List<String> words, boolean operandEndsOptions) {
        return new Getopt(options, words).parse(operandEndsOptions);
    }

    private ParsedLine parse(boolean operandEndsOptions) {
        while (!words.isEmpty() && !asksForHelp()) {
            String word = words.remove();
            if (word.equals("--")) {
                operands.addAll(words);
                break;
            } else if (word.startsWith("--")) {
                longOption(word.substring(2));
            } else if (word.startsWith("-") && word.length() > 1) {
                cluster(word);
            } else {
                operands.add(word);
                if (operandEndsOptions) {
                    operands.addAll(words);
                    break;
                }
            }
        }
        return new ParsedLine(found, operands);
    }

    /** As with flock(1), what follows does not count. */
    private boolean asksForHelp() {
        return found.stream()
                .map(ParsedLine.Occurrence::option)
                .anyMatch(option -> option.equals(Option.HELP) || option.equals(Option.VERSION));
    }

    private void cluster(String word) {
        for (int i = 1; i < word.length(); i++) {
            Option option = byLetter(word.charAt(i));
            if (option.takesValue()) {
                String rest = word.substring(i + 1);
                add(option, rest.isEmpty() ? next(option.shown(), option) : rest);
                return;
            }
            add(option, null);
        }
    }

    private Option byLetter(char letter) {
        return options.stream()
                .filter(option -> option.hasLetter(letter))
                .findFirst()
                .orElseThrow(() -> new UsageException("there is no option -" + letter));
    }

    private void longOption(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        Option option = byName(name);
        if (equals < 0) {
            add(option, option.takesValue() ? next("--" + name, option) : null);
        } else if (option.takesValue()) {
            add(option, text.substring(equals + 1));
        } else {
            throw new UsageException("option --" + name + " takes no value, but has '" + text.substring(equals) + "'");
        }
    }

    private Option byName(String name) {
        Set<Option> candidates = new LinkedHashSet<>();
        for (Option option : options) {
            if (option.names().contains(name)) {
                return option;
            }
            if (!option.isWhole() && option.names().stream().anyMatch(known -> known.startsWith(name))) {
                candidates.add(option);
            }
        }
        if (candidates.isEmpty()) {
            throw new UsageException("there is no option --" + name);
        }
        if (candidates.size() > 1) {
            throw new UsageException("option --" + name + " is ambiguous: it may be "
                    + candidates.stream()
                            .flatMap(option -> option.names().stream())
                            .filter(known -> known.startsWith(name))
                            .map(known -> "--" + known)
                            .collect(Collectors.joining(" or ")));
        }
        return candidates.iterator().next();
    }

    private String next(String shown, Option option) {
        if (words.isEmpty()) {
            throw new UsageException("option " + shown + " needs a value: " + shown + " " + option.value());
        }
        return words.remove();
    }

    private void add(Option option, @Nullable String value) {
        found.add(new ParsedLine.Occurrence(option, value));
    }
}
