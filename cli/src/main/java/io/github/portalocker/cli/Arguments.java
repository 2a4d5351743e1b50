package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The words of the command line and the bytes that they stand for.
 *
 * <p>Java decodes its arguments in the locale's encoding, and replaces what that does not have. Such a word would name
 * another file, or give the command something else than what was typed; in a shell, a {@code ?} in place of a letter even is a
 * pattern.
 */
final class Arguments {
    private static final char REPLACEMENT = '\uFFFD';

    private Arguments() {}

    /** Throws if Java altered one of main's arguments. */
    static void requireUnaltered(String[] words) {
        if (Arrays.stream(words).allMatch(Arguments::isPlain)) {
            return;
        }
        Charset encoding = encodingOfTheSystem();
        List<byte[]> bytes = lastOfCommandLine(words.length);
        boolean known = isOf(words, bytes);
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            boolean unaltered =
                    known ? Arrays.equals(word.getBytes(encoding), bytes.get(i)) : looksUnaltered(word, encoding);
            if (!unaltered) {
                throw new UsageException("argument " + (i + 1) + ", '" + word + "', has bytes that this locale ("
                        + encoding + ") cannot decode, so that Java would alter them; run portalocker in a locale that"
                        + " can, such as LC_ALL=C.UTF-8 for UTF-8, or use another name");
            }
        }
    }

    /** Throws if Java would alter a word of a command that it starts: until 17, it encodes them in another encoding. */
    static void requirePassable(List<String> command) {
        if (Runtime.version().feature() >= 18) {
            return;
        }
        Charset encoding = encodingOfTheSystem();
        for (String word : command) {
            if (!Arrays.equals(word.getBytes(encoding), word.getBytes(Charset.defaultCharset()))) {
                throw new UsageException("the word '" + word + "' of the command would be altered, because Java's"
                        + " file.encoding (" + Charset.defaultCharset() + ") is not that of the locale (" + encoding
                        + "); start Java without -Dfile.encoding, also in JAVA_TOOL_OPTIONS");
            }
        }
    }

    private static Charset encodingOfTheSystem() {
        try {
            return Charset.forName(System.getProperty("sun.jnu.encoding", ""));
        } catch (IllegalArgumentException e) {
            return Charset.defaultCharset();
        }
    }

    /** ASCII, and not what Java puts in the place of bytes that are not ASCII. */
    private static boolean isPlain(String word) {
        return word.chars().allMatch(c -> c < 0x80 && c != '?');
    }

    /** Where the bytes are not known. */
    private static boolean looksUnaltered(String word, Charset encoding) {
        return word.indexOf(REPLACEMENT) < 0 && !(encoding.equals(StandardCharsets.US_ASCII) && word.indexOf('?') >= 0);
    }

    /** Whether the bytes are of these words; they are not when Java read the words from an {@code @file}. */
    private static boolean isOf(String[] words, List<byte[]> bytes) {
        if (bytes.size() != words.length) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if (isPlain(words[i]) && !Arrays.equals(words[i].getBytes(StandardCharsets.US_ASCII), bytes.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The last words of this process's command line (proc_pid_cmdline(5)): main's arguments; none where it is not known. */
    private static List<byte[]> lastOfCommandLine(int count) {
        byte[] line;
        try {
            line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
        } catch (IOException e) {
            return List.of();
        }
        List<byte[]> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < line.length; i++) {
            if (line[i] == 0) {
                words.add(Arrays.copyOfRange(line, start, i));
                start = i + 1;
            }
        }
        return words.subList(Math.max(0, words.size() - count), words.size());
    }
}
