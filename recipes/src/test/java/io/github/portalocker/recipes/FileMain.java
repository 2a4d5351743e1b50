package io.github.portalocker.recipes;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Changes a file many times; for tests and proofs.
 *
 * <p>Arguments: the file, how, how often, the pause in milliseconds, and a file to which the number of each acknowledged change is
 * written. How: {@code full}, {@code ordered}, {@code none}, {@code inplace}, {@code append}; or one of those that lack a step, to show
 * that it is missed: {@code no-flush}, {@code no-directory}, {@code overwrite}, {@code append-no-flush}.
 */
final class FileMain {
    private FileMain() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        String how = arguments[1];
        int times = Integer.parseInt(arguments[2]);
        int pause = Integer.parseInt(arguments[3]);
        try (FileChannel acknowledged =
                arguments.length > 4 ? FileChannel.open(Path.of(arguments[4]), StandardOpenOption.WRITE) : null) {
            for (int i = 0; i < times; i++) {
                acknowledge(acknowledged, change(file, how));
                Thread.sleep(pause);
            }
        }
        System.out.println("done");
    }

    private static int change(Path file, String how) throws Exception {
        switch (how) {
            case "append" -> {
                return append(file, Durability.FULL);
            }
            case "append-no-flush" -> {
                return append(file, Durability.NONE);
            }
            case "no-flush", "no-directory", "overwrite" -> {
                byte[] content = Version.next(Contents.readOrNothing(file));
                replaceBadly(file, how, content);
                return Version.of(content);
            }
            default -> {
                LockedFile.Builder builder = LockedFile.builder(file);
                if (how.equals("inplace")) {
                    builder.inPlaceIfNeeded();
                } else {
                    builder.durability(Durability.valueOf(how.toUpperCase(Locale.ROOT)));
                }
                return Version.of(builder.build().update(Version::next));
            }
        }
    }

    private static int append(Path file, Durability durability) throws Exception {
        long number = Files.exists(file) ? Files.readAllLines(file).size() + 1 : 1;
        String line = number + " " + "x".repeat((int) (number * 7_919 % 3_000)) + " " + number;
        LockedFile.builder(file).durability(durability).build().append(line.getBytes(StandardCharsets.US_ASCII));
        return (int) number;
    }

    /** What people write by hand. */
    private static void replaceBadly(Path file, String how, byte[] content) throws Exception {
        if (how.equals("overwrite")) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                Contents.write(channel, content);
                channel.truncate(content.length);
                channel.force(true);
            }
            return;
        }
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            Contents.write(channel, content);
            if (how.equals("no-directory")) {
                channel.force(true);
            }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void acknowledge(@Nullable FileChannel channel, int number) throws Exception {
        if (channel != null) {
            channel.write(ByteBuffer.wrap((number + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
