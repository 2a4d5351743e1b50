package io.github.portalocker.tck;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.LockTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The program of an {@link Agent}: one command a line, {@code VERB ARGUMENT PATH}; one answer a line.
 *
 * <p>{@code try} also takes {@code MODE:POSITION:LENGTH}, for a range of bytes. {@code lock}, {@code try} and {@code within} (an
 * argument {@code MODE/MILLISECONDS}) answer {@code held} or {@code busy}; after {@code open} they use the open file, before it
 * the path. {@code unlock} releases the newest lock, {@code reset} everything. {@code exit} and {@code halt} end the process
 * with the argument as its exit code and answer nothing. The other verbs are those of {@link Work}.
 */
final class AgentMain {
    private final FileLocker locker;
    private final Map<Path, Deque<HeldFileLock>> held = new HashMap<>();
    private final Map<Path, LockFile> open = new HashMap<>();
    private final Map<Path, LockFile> openForRanges = new HashMap<>();

    private AgentMain(FileLocker locker) {
        this.locker = locker;
    }

    public static void main(String[] arguments) throws IOException {
        AgentMain agent =
                new AgentMain(FileLocker.builder().backend(arguments[0]).build());
        say("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            say(agent.answer(line.split(" ", 3)));
        }
    }

    @SuppressWarnings("SystemOut") // the protocol's channel
    private static void say(String line) {
        System.out.println(line);
    }

    private String answer(String[] words) {
        String argument = words[1];
        try {
            return switch (words[0]) {
                case "open" -> {
                    open.put(Path.of(words[2]), locker.open(Path.of(words[2])));
                    yield "opened";
                }
                case "close" -> {
                    open.remove(Path.of(words[2])).close();
                    yield "closed";
                }
                case "lock" -> keep(Path.of(words[2]), lock(Path.of(words[2]), LockMode.valueOf(argument)));
                case "try" -> keep(Path.of(words[2]), tryLock(Path.of(words[2]), argument.split(":", 3)));
                case "within" -> within(argument.split("/", 2), Path.of(words[2]));
                case "unlock" -> {
                    Deque<HeldFileLock> locks = held.get(Path.of(words[2]));
                    locks.element().close(); // if that fails, the next "unlock" tries again
                    locks.pop();
                    yield "released";
                }
                case "reset" -> {
                    reset();
                    yield "reset";
                }
                case "exit" -> {
                    System.exit(Integer.parseInt(argument));
                    yield "still there";
                }
                case "halt" -> {
                    Runtime.getRuntime().halt(Integer.parseInt(argument));
                    yield "still there";
                }
                default -> new Work(locker).run(words[0], argument, words[2]);
            };
        } catch (LockTimeoutException e) {
            return "busy";
        } catch (IOException | InterruptedException | RuntimeException e) {
            return "error " + e.toString().replace('\n', ' ');
        }
    }

    private void reset() throws IOException {
        for (Deque<HeldFileLock> locks : held.values()) {
            for (HeldFileLock lock : locks) {
                lock.close();
            }
        }
        held.clear();
        for (Map<Path, LockFile> files : List.of(open, openForRanges)) {
            for (LockFile file : files.values()) {
                file.close();
            }
            files.clear();
        }
    }

    private HeldFileLock lock(Path path, LockMode mode) throws IOException, InterruptedException {
        @Nullable LockFile file = open.get(path);
        return file == null ? locker.lock(path, mode) : file.lock(mode);
    }

    private @Nullable HeldFileLock tryLock(Path path, String[] words) throws IOException {
        LockMode mode = LockMode.valueOf(words[0]);
        if (words.length == 3) {
            if (!openForRanges.containsKey(path)) {
                openForRanges.put(path, locker.open(path));
            }
            LockRange range = new LockRange(Long.parseLong(words[1]), Long.parseLong(words[2]));
            return openForRanges.get(path).range(range).tryLock(mode);
        }
        @Nullable LockFile file = open.get(path);
        return file == null ? locker.tryLock(path, mode) : file.tryLock(mode);
    }

    private String within(String[] argument, Path path) throws IOException, InterruptedException {
        LockMode mode = LockMode.valueOf(argument[0]);
        Duration timeout = Duration.ofMillis(Long.parseLong(argument[1]));
        @Nullable LockFile file = open.get(path);
        return keep(path, file == null ? locker.lock(path, mode, timeout) : file.lock(mode, timeout));
    }

    private String keep(Path path, @Nullable HeldFileLock lock) {
        if (lock == null) {
            return "busy";
        }
        held.computeIfAbsent(path, p -> new ArrayDeque<>()).push(lock);
        return "held";
    }
}
