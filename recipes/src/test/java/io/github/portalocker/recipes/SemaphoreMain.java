package io.github.portalocker.recipes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Uses a semaphore; for tests and proofs. Arguments: the directory, the number of permits, and what to do.
 *
 * <p>{@code once} acquires and releases; {@code hammer THREADS MILLIS FILE} does so many times and looks that it is alone in its slot, in a file that
 * all processes have in their memory; {@code commands} reads {@code a} (acquire), {@code r} (release the oldest) and {@code t} (try), one a line, and answers
 * with the slot and the time.
 */
final class SemaphoreMain {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int TOTAL = 8;
    private static final int CLASHES = 12;
    private static final int SLOTS = 64;
    static final int SIZE = 4_096;

    private SemaphoreMain() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        FileSemaphore semaphore = FileSemaphore.in(directory, "s", Integer.parseInt(arguments[1]));
        switch (arguments[2]) {
            case "once" -> {
                semaphore.acquire().close();
                System.out.println("done");
            }
            case "hammer" -> {
                hammer(
                        semaphore,
                        map(Path.of(arguments[5])),
                        Integer.parseInt(arguments[3]),
                        Integer.parseInt(arguments[4]));
                System.out.println("done");
            }
            default -> obey(semaphore);
        }
    }

    static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
        }
    }

    static int total(ByteBuffer memory) {
        return (int) INT.getVolatile(memory, TOTAL);
    }

    static int clashes(ByteBuffer memory) {
        return (int) INT.getVolatile(memory, CLASHES);
    }

    /** Whether two are in one slot is seen by what they write there: a slot is a number of the process and the thread. */
    private static void hammer(FileSemaphore semaphore, ByteBuffer memory, int threads, int millis)
            throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000L;
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                int self = (int) ((ProcessHandle.current().pid() << 8)
                        | (System.identityHashCode(Thread.currentThread()) & 0xff));
                try {
                    while (System.nanoTime() < end) {
                        try (FileSemaphore.Permit permit = semaphore.acquire(Duration.ofSeconds(30))) {
                            inside(memory, permit.slot(), self, semaphore.permits());
                        }
                    }
                } catch (IOException | InterruptedException e) {
                    System.out.println(e);
                }
            });
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            thread.join();
        }
    }

    /** In its slot it must be alone; a number of another in it is that of a process that was killed, or a clash. */
    private static void inside(ByteBuffer memory, int slot, int self, int permits) {
        int place = SLOTS + 4 * slot;
        INT.setVolatile(memory, place, self);
        LockSupport.parkNanos(200_000);
        if (!INT.compareAndSet(memory, place, self, 0) || slot >= permits) {
            INT.getAndAdd(memory, CLASHES, 1);
        }
        INT.getAndAdd(memory, TOTAL, 1);
    }

    private static void obey(FileSemaphore semaphore) throws Exception {
        Deque<FileSemaphore.Permit> held = new ArrayDeque<>();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            switch (command) {
                case "a" -> {
                    held.add(semaphore.acquire());
                    System.out.println(held.getLast().slot() + " " + System.nanoTime());
                }
                case "t" -> {
                    FileSemaphore.Permit permit = semaphore.tryAcquire();
                    if (permit != null) {
                        held.add(permit);
                    }
                    System.out.println(permit == null ? "none" : permit.slot() + " " + System.nanoTime());
                }
                default -> {
                    long now = System.nanoTime();
                    held.remove().close();
                    System.out.println("released " + now);
                }
            }
        }
    }
}
