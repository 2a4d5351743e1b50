package io.github.portalocker.cli;

import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.internal.programs.SystemEncoding;

/**
 * The command to run.
 *
 * @param words as Java knows them
 * @param shell the first ones, if they are not words of the command line
 * @param arguments which have the others, up to their end
 */
record CommandLine(List<String> words, List<String> shell, Arguments arguments) {
    /** The last words of the arguments. */
    static CommandLine of(List<String> words, Arguments arguments) {
        return new CommandLine(words, List.of(), arguments);
    }

    /** A shell with the last word of the arguments. */
    static CommandLine ofShell(String string, Arguments arguments) {
        List<String> words = Shell.command(string);
        return new CommandLine(words, words.subList(0, words.size() - 1), arguments);
    }

    /** A shell with the value of an option, which was looked at. */
    static CommandLine ofOption(String string, Arguments arguments) {
        List<String> words = Shell.command(string);
        return new CommandLine(words, words, arguments);
    }

    String program() {
        return words.get(0);
    }

    /** As they were typed. */
    List<byte[]> bytes() {
        List<byte[]> bytes = new ArrayList<>();
        shell.forEach(word -> bytes.add(word.getBytes(SystemEncoding.get())));
        int own = words.size() - shell.size();
        bytes.addAll(arguments.bytesFrom(arguments.words().size() - own));
        return bytes;
    }

    /** Throws if Java cannot pass the words on by its own means. */
    void requirePassableByJava() {
        arguments.requireUnaltered();
        Arguments.requirePassable(words);
    }
}
