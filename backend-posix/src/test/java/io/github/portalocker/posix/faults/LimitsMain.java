package io.github.portalocker.posix.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static java.util.Objects.requireNonNull;

/** A program for a process under some limit. Arguments: backend, what to do, and its arguments. */
final class LimitsMain {
    private final FileLocker.Builder builder;

    private LimitsMain(String backend) {
        builder = FileLocker.builder();
        if (!backend.equals("automatic")) {
            builder.backend(backend);
        }
    }

    public static void main(String[] arguments) throws Exception {
        LimitsMain main = new LimitsMain(arguments[0]);
        Path path = Path.of(arguments[2]);
        switch (arguments[1]) {
            case "create" -> main.create(path, arguments[3]);
            case "many" -> main.many(path, Integer.parseInt(arguments[3]));
            case "list" -> main.list(path);
            case "write" -> main.write(path);
            case "report" -> main.report(path, Path.of(arguments[3]));
            default -> throw new IllegalArgumentException(arguments[1]);
        }
    }

    @SuppressWarnings("SystemOut") // read by a test
    private static void say(Object line) {
        System.out.println(line);
    }

    private void create(Path file, String permissions) throws IOException {
        builder.permissions(PosixFilePermissions.fromString(permissions))
                .build()
                .tryLock(file, EXCLUSIVE);
    }

    /** Holds locks on so many files at once, or as many as it gets. */
    private void many(Path folder, int count) throws IOException {
        FileLocker locker = builder.build();
        Deque<HeldFileLock> held = new ArrayDeque<>();
        String failure = "none";
        while (held.size() < count && failure.equals("none")) {
            try {
                held.add(requireNonNull(locker.tryLock(folder.resolve("lock" + held.size()), EXCLUSIVE)));
            } catch (IOException e) {
                failure = e.toString();
            }
        }
        int most = held.size();
        held.removeLast().close();
        held.add(requireNonNull(locker.tryLock(folder.resolve("again"), EXCLUSIVE)));
        for (HeldFileLock lock : held) {
            if (!lock.isValid()) {
                failure = "invalid " + lock;
            }
        }
        say(most);
        say(failure);
        while (!held.isEmpty()) {
            held.removeLast().close();
        }
        say("closed");
    }

    /** Locks all files of a folder under the names that the system tells. */
    private void list(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> stream = Files.list(folder)) {
            files = stream.toList();
        }
        for (Path file : files) {
            say(requireNonNull(builder.build().tryLock(file, EXCLUSIVE)).isValid());
        }
        say("ready");
        say(System.in.read());
    }

    private void write(Path file) throws IOException {
        try (HeldFileLock lock = requireNonNull(builder.build().tryLock(file, EXCLUSIVE))) {
            try {
                lock.channel().write(ByteBuffer.allocate(10_000));
                say("written");
            } catch (IOException e) {
                say(e);
            }
            say(lock.isValid());
        }
    }

    /** Holds a lock and says so in a file. */
    private void report(Path file, Path result) throws IOException, InterruptedException {
        try (HeldFileLock lock = requireNonNull(builder.build().tryLock(file, EXCLUSIVE))) {
            Files.writeString(result.resolveSibling("writing"), "held, valid: " + lock.isValid());
            Files.move(result.resolveSibling("writing"), result);
            Thread.sleep(60_000);
        }
    }
}
