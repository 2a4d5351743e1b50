package io.github.portalocker.tck;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;

/** The program of an {@link Agent}: one command a line, {@code VERB ARGUMENT PATH}; one answer a line. */
final class AgentMain {
    private final FileLocker locker;
    private final Map<Path, Deque<HeldLock>> held = new HashMap<>();

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
        try {
            return switch (words[0]) {
                case "lock" -> keep(Path.of(words[2]), locker.lock(Path.of(words[2]), LockMode.valueOf(words[1])));
                case "try" ->
                    locker.tryLock(Path.of(words[2]), LockMode.valueOf(words[1]))
                            .map(lock -> keep(Path.of(words[2]), lock))
                            .orElse("busy");
                case "within" -> within(words[1].split("/", 2), Path.of(words[2]));
                case "unlock" -> {
                    Deque<HeldLock> locks = held.get(Path.of(words[2]));
                    locks.element().close(); // if that fails, the next "unlock" tries again
                    locks.pop();
                    yield "released";
                }
                case "increment" -> {
                    String[] files = words[2].split("\\|", 2);
                    increment(Path.of(files[0]), Path.of(files[1]), Integer.parseInt(words[1]));
                    yield "done";
                }
                default -> "unknown command " + words[0];
            };
        } catch (LockTimeoutException e) {
            return "busy";
        } catch (IOException | InterruptedException | RuntimeException e) {
            return "error " + e.toString().replace('\n', ' ');
        }
    }

    private String within(String[] argument, Path path) throws IOException, InterruptedException {
        Duration timeout = Duration.ofMillis(Long.parseLong(argument[1]));
        return keep(path, locker.lock(path, LockMode.valueOf(argument[0]), timeout));
    }

    private String keep(Path path, HeldLock lock) {
        held.computeIfAbsent(path, p -> new ArrayDeque<>()).push(lock);
        return "held";
    }

    private void increment(Path lockFile, Path number, int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            try (HeldLock lock = locker.lock(lockFile, LockMode.EXCLUSIVE)) {
                if (!lock.isValid()) {
                    throw new IllegalStateException("the lock just acquired is not valid");
                }
                int value = Integer.parseInt(Files.readString(number).strip());
                Files.writeString(number, Integer.toString(value + 1));
            }
        }
    }
}
