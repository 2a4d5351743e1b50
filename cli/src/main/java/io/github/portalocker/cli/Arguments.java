package io.github.portalocker.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.github.portalocker.internal.programs.SystemEncoding;
import org.jspecify.annotations.Nullable;

/**
 * The words of the command line and the bytes that they stand for.
 *
 * <p>Java decodes its arguments in the locale's encoding, and replaces what that does not have. Such a word would name
 * another file, or give the command something else than what was typed; in a shell, a {@code ?} in place of a letter even is a
 * pattern. So words that are passed on are taken as bytes, and others are refused if Java has altered them.
 */
final class Arguments {
    private static final char REPLACEMENT = '\uFFFD';

    private final List<String> words;
    private final Charset encoding = SystemEncoding.get();

    /** Of all words; null where they are not known. */
    private final @Nullable List<byte[]> bytes;

    /** Takes what main was given. */
    Arguments(String... words) {
        this.words = List.of(words);
        this.bytes = Arrays.stream(words).allMatch(Arguments::isPlain) ? ascii(words) : ofThisProcess(words);
    }

    List<String> words() {
        return words;
    }

    /** Throws if Java altered one of the first words, or may have done so. */
    void requireUnaltered(int count) {
        for (int i = 0; i < count; i++) {
            if (!isUnaltered(i)) {
                throw new UsageException("argument " + (i + 1) + ", '" + words.get(i)
                        + "', has bytes that this locale (" + encoding
                        + ") cannot decode, so that Java would alter them; run portalocker in a locale that"
                        + " can, such as LC_ALL=C.UTF-8 for UTF-8, or use another name");
            }
        }
    }

    /** Throws if Java altered one of the words. */
    void requireUnaltered() {
        requireUnaltered(words.size());
    }

    private boolean isUnaltered(int i) {
        String word = words.get(i);
        return bytes == null
                ? looksUnaltered(word)
                : isPlain(word) || Arrays.equals(word.getBytes(encoding), bytes.get(i));
    }

    /** The bytes of the words from there on, as they were typed. */
    List<byte[]> bytesFrom(int start) {
        return IntStream.range(start, words.size()).mapToObj(this::bytes).toList();
    }

    private byte[] bytes(int i) {
        if (bytes == null) {
            requireUnaltered(i + 1);
            return words.get(i).getBytes(encoding);
        }
        return bytes.get(i);
    }

    /** The file that a word names, also if Java cannot decode its name; null if it is a word that needs no such care. */
    @Nullable
    Path undecodablePath(int i) {
        if (bytes == null || isUnaltered(i)) {
            return null;
        }
        // a URI keeps bytes, but has absolute paths only
        StringBuilder uri = new StringBuilder("file://");
        if (bytes.get(i)[0] != '/') {
            String directory = Path.of("").toAbsolutePath().toUri().getRawPath();
            uri.append(directory).append(directory.endsWith("/") ? "" : "/");
        }
        for (byte b : bytes.get(i)) {
            uri.append(b == '/' ? "/" : String.format("%%%02X", b));
        }
        return Path.of(URI.create(uri.toString()));
    }

    /** Throws if Java would alter a word of a command that it starts itself: until 17, it encodes them in another encoding. */
    static void requirePassable(List<String> command) {
        if (Runtime.version().feature() >= 18) {
            return;
        }
        Charset encoding = SystemEncoding.get();
        for (String word : command) {
            if (!Arrays.equals(word.getBytes(encoding), word.getBytes(Charset.defaultCharset()))) {
                throw new UsageException("the word '" + word + "' of the command would be altered, because Java's"
                        + " file.encoding (" + Charset.defaultCharset() + ") is not that of the locale (" + encoding
                        + "); start Java without -Dfile.encoding, also in JAVA_TOOL_OPTIONS");
            }
        }
    }

    /** ASCII, and not what Java puts in the place of bytes that are not ASCII. */
    private static boolean isPlain(String word) {
        return word.chars().allMatch(c -> c < 0x80 && c != '?');
    }

    /** Where the bytes are not known. */
    private boolean looksUnaltered(String word) {
        return word.indexOf(REPLACEMENT) < 0 && !(encoding.equals(StandardCharsets.US_ASCII) && word.indexOf('?') >= 0);
    }

    private static List<byte[]> ascii(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    /** Null if the end of this process's command line are not these words: Java read them from an {@code @file}. */
    private static @Nullable List<byte[]> ofThisProcess(String... words) {
        List<byte[]> bytes = lastOfCommandLine(words.length);
        if (bytes.size() != words.length) {
            return null;
        }
        for (int i = 0; i < words.length; i++) {
            if (isPlain(words[i]) && !Arrays.equals(words[i].getBytes(StandardCharsets.US_ASCII), bytes.get(i))) {
                return null;
            }
        }
        return bytes;
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
