package io.github.portalocker.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What a subcommand's command line may have, for the parser and for the help.
 *
 * @param name as typed; the words that lead to this command line
 * @param synopses what follows the name, one for each form
 * @param description what it does
 * @param options all that it has
 * @param notes the end of the help, a line each
 */
record Syntax(String name, List<String> synopses, String description, List<Option> options, List<String> notes) {
    private static final int WIDTH = 80;
    private static final int INDENT = 30;

    /** All the lines of the help. */
    List<String> help() {
        List<String> lines = new ArrayList<>();
        String before = "Usage: ";
        for (String synopsis : synopses) {
            lines.add((before + name + " " + synopsis).stripTrailing());
            before = "   or: ";
        }
        lines.addAll(wrapped(description, WIDTH));
        lines.add("");
        options.forEach(option -> lines.addAll(lines(option)));
        if (!notes.isEmpty()) {
            lines.add("");
            lines.addAll(notes);
        }
        return lines;
    }

    private static List<String> lines(Option option) {
        List<String> lines = new ArrayList<>();
        String start = "  " + (option.letters().isEmpty() ? "    " : "") + option.label();
        if (start.length() > INDENT - 2) {
            lines.add(start);
            start = "";
        }
        for (String part : wrapped(option.description(), WIDTH - INDENT)) {
            lines.add(start + " ".repeat(INDENT - start.length()) + part);
            start = "";
        }
        return lines;
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
