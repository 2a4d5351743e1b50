package com.example;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

/** {@code FILE TIMES} counts in a file, as soon as its input ends; {@code FILE} holds the file until then. */
public final class Before {
    private Before() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path file = Path.of(args[0]);
        if (args.length == 1) {
            hold(file);
            return;
        }
        count(file); // before the others are ready: this loads all classes
        System.out.println("ready");
        System.in.read();
        for (int i = Integer.parseInt(args[1]) - 1; i > 0; i--) {
            count(file);
        }
    }

    private static void count(Path file) throws IOException, InterruptedException {
        while (true) {
            try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
                    FileLock lock = channel.lock()) {
                Counter.increment(channel);
                return;
            } catch (OverlappingFileLockException e) {
                // Another thread of this JVM has the lock. Worse: on POSIX systems, closing this channel has dropped it.
                Thread.sleep(10);
            }
        }
    }

    private static void hold(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                System.out.println("refused");
                return;
            }
            System.out.println("locked with FileChannel");
            System.in.read();
        }
    }
}
