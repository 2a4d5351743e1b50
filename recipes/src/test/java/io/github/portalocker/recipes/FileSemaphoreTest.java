package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.Portalocker;
import io.github.portalocker.tck.Program;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

final class FileSemaphoreTest {
    private static final int SECONDS = Integer.getInteger("portalocker.stress.seconds", 3);

    @TempDir
    Path temporary;

    Path folder;

    @BeforeEach
    void setUp() throws IOException {
        folder = temporary.toRealPath();
    }

    private FileSemaphore semaphore(int permits) throws IOException {
        return FileSemaphore.in(folder, "s", permits);
    }

    private Program program(int permits, String... what) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(folder.toString(), Integer.toString(permits)));
        arguments.addAll(List.of(what));
        return Program.java(List.of(), SemaphoreMain.class, arguments.toArray(String[]::new));
    }

    /** All permits can be had, and no more. */
    private void requireAllFree(int permits) throws Exception {
        List<FileSemaphore.Permit> held = new ArrayList<>();
        try {
            for (int i = 0; i < permits; i++) {
                held.add(semaphore(permits).acquire(Duration.ofSeconds(10)));
            }
            assertThat(held).extracting(FileSemaphore.Permit::slot).doesNotHaveDuplicates();
            assertThat(semaphore(permits).tryAcquire()).isNull();
        } finally {
            for (FileSemaphore.Permit permit : held) {
                permit.close();
            }
        }
    }

    @Test
    void asManyPermitsAsThereAreSlots() throws Exception {
        requireAllFree(3);
        requireAllFree(3);
        assertThat(folder.resolve("s.00.lock")).exists();
        assertThat(folder.resolve("s.02.lock")).exists();
    }

    @Test
    void aPermitThatIsClosedTwiceComesBackOnce() throws Exception {
        FileSemaphore.Permit one = semaphore(1).acquire();
        one.close();
        try (FileSemaphore.Permit two = semaphore(1).acquire(Duration.ZERO)) {
            one.close();
            assertThat(semaphore(1).tryAcquire()).isNull();
            assertThat(two.lock().isValid()).isTrue();
        }
    }

    @Test
    void processesNeverShareASlotThoughTheyAreKilledAndStopped() throws Exception {
        Path count = Files.createTempFile("count", null); // what is mapped cannot be deleted on Windows
        count.toFile().deleteOnExit();
        ByteBuffer memory = SemaphoreMain.map(count);
        List<Program> programs = new ArrayList<>();
        int disturbances = 0;
        try {
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            while (System.nanoTime() < end) {
                while (programs.size() < 4) {
                    programs.add(program(3, "hammer", "2", "600000", count.toString()));
                }
                Thread.sleep(ThreadLocalRandom.current().nextInt(200, 700));
                Program one = programs.get(ThreadLocalRandom.current().nextInt(4));
                if (System.getProperty("os.name").equals("Linux") && disturbances % 2 == 0) {
                    Machine.run("kill", "-STOP", Long.toString(one.pid()));
                    Thread.sleep(300);
                    Machine.run("kill", "-CONT", Long.toString(one.pid()));
                } else {
                    one.kill();
                    programs.remove(one);
                }
                disturbances++;
            }
            int before = SemaphoreMain.total(memory);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> SemaphoreMain.total(memory) > before + 10);
        } finally {
            programs.forEach(Program::close);
        }
        System.out.println(SemaphoreMain.total(memory) + " permits, " + disturbances + " kills and stops");
        assertThat(SemaphoreMain.clashes(memory)).isZero();
        requireAllFree(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whicheverSlotIsReleasedAWaiterGetsIt(int released) throws Exception {
        FileSemaphore semaphore = semaphore(3);
        List<FileSemaphore.Permit> held =
                new ArrayList<>(List.of(semaphore.acquire(), semaphore.acquire(), semaphore.acquire()));
        try (Program waiter = program(3, "commands")) {
            waiter.awaitLine("ready");
            waiter.send("a");
            assertThat(waiter.saysSomethingWithin(200)).isFalse();
            FileSemaphore.Permit permit = held.stream()
                    .filter(each -> each.slot() == released)
                    .findFirst()
                    .orElseThrow();
            permit.close();
            assertThat(waiter.readLine()).startsWith(released + " ");
        } finally {
            for (FileSemaphore.Permit permit : held) {
                permit.close();
            }
        }
        requireAllFree(3);
    }

    @Test
    void twoPermitsThatAreReleasedAtOnceServeTwoWaiters() throws Exception {
        FileSemaphore semaphore = semaphore(2);
        for (int round = 0; round < 5; round++) {
            FileSemaphore.Permit one = semaphore.acquire();
            FileSemaphore.Permit two = semaphore.acquire();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Future<FileSemaphore.Permit> first = threads.submit(() -> semaphore.acquire());
                Future<FileSemaphore.Permit> second = threads.submit(() -> semaphore.acquire());
                Thread.sleep(30);
                one.close();
                two.close();
                first.get().close();
                second.get().close();
            } finally {
                threads.shutdownNow();
            }
        }
        requireAllFree(2);
    }

    @Test
    void whoReleasesAndReturnsGoesBehindThoseWhoWait() throws Exception {
        FileSemaphore semaphore = semaphore(1);
        FileSemaphore.Permit held = semaphore.acquire();
        CountDownLatch returned = new CountDownLatch(1);
        boolean[] first = {false};
        Thread waiter = new Thread(() -> {
            try (FileSemaphore.Permit permit = semaphore.acquire()) {
                first[0] = !returned.await(300, TimeUnit.MILLISECONDS);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        waiter.start();
        Awaitility.await().until(() -> waiter.getState() == Thread.State.WAITING && isHeld("s.turnstile.lock"));
        held.close();
        try (FileSemaphore.Permit again = semaphore.acquire()) {
            returned.countDown();
            assertThat(again.slot()).isZero();
        }
        waiter.join();
        assertThat(first[0]).as("the waiter was first").isTrue();
    }

    private boolean isHeld(String name) throws IOException {
        try (HeldLock lock = Portalocker.tryLock(folder.resolve(name), LockMode.EXCLUSIVE)) {
            return lock == null;
        }
    }

    @Test
    void aTimeoutNamesTheHolders() throws Exception {
        Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"), "only Linux tells holders");
        try (Program holder = program(1, "commands")) {
            holder.awaitLine("ready");
            holder.send("a");
            holder.readLine();
            FileSemaphore semaphore = semaphore(1);

            assertThatExceptionOfType(LockTimeoutException.class)
                    .isThrownBy(() -> semaphore.acquire(Duration.ofMillis(200)))
                    .withMessageContaining("all 1 were in use for ")
                    .withMessageContaining(Long.toString(holder.pid()));
            assertThat(semaphore.tryAcquire(Duration.ofMillis(50))).isNull();
            assertThat(semaphore.tryAcquire(Duration.ZERO)).isNull();
            assertThat(semaphore.holders()).containsOnlyKeys(0);
            assertThat(semaphore.holders().get(0).get(0).pid()).hasValue(holder.pid());
        }
        requireAllFree(1);
    }

    @Test
    void theEndOfAKilledHolderFreesItsPermit() throws Exception {
        try (Program holder = program(1, "commands")) {
            holder.awaitLine("ready");
            holder.send("a");
            holder.readLine();
            ExecutorService threads = Executors.newSingleThreadExecutor();
            try {
                Future<FileSemaphore.Permit> waiter =
                        threads.submit(() -> semaphore(1).acquire());
                Thread.sleep(100);
                holder.kill();
                waiter.get().close();
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void aStoppedWaiterKeepsOutNoOther() throws Exception {
        Machine.needs("kill");
        FileSemaphore semaphore = semaphore(2);
        FileSemaphore.Permit one = semaphore.acquire();
        FileSemaphore.Permit two = semaphore.acquire();
        try (Program head = program(2, "commands");
                Program next = program(2, "commands")) {
            for (Program each : List.of(head, next)) {
                each.awaitLine("ready");
                each.send("a");
                assertThat(each.saysSomethingWithin(500)).isFalse();
            }
            Machine.run("kill", "-STOP", Long.toString(head.pid()));
            one.close();
            two.close();
            try {
                // The head can have got both in the kernel; then it has them until it continues. One at a time comes
                // free otherwise.
                boolean gotOne = next.saysSomethingWithin(3_000);
                Machine.run("kill", "-CONT", Long.toString(head.pid()));
                assertThat(head.readLine()).isNotEmpty();
                assertThat(next.readLine()).isNotEmpty();
                assertThat(gotOne || head.process().isAlive()).isTrue();
            } finally {
                one.close();
                two.close();
            }
        }
        requireAllFree(2);
    }

    @Test
    void anInterruptLeavesNothingHeld() throws Exception {
        FileSemaphore semaphore = semaphore(2);
        for (int round = 0; round < 30; round++) {
            FileSemaphore.Permit one = semaphore.acquire();
            FileSemaphore.Permit two = semaphore.acquire();
            Thread waiter = new Thread(() -> {
                try (FileSemaphore.Permit permit = semaphore.acquire()) {
                    assertThat(permit.slot()).isBetween(0, 1);
                } catch (InterruptedException e) {
                    return;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            waiter.start();
            LockSupport.parkNanos(500_000L * (round % 10));
            if (round % 3 == 0) { // at the same moment
                two.close();
            }
            waiter.interrupt();
            waiter.join(10_000);
            assertThat(waiter.isAlive()).isFalse();
            one.close();
            two.close();
        }
        requireAllFree(2);
    }

    @Test
    void timeoutsLeaveNothingHeld() throws Exception {
        FileSemaphore semaphore = semaphore(2);
        for (int round = 0; round < 20; round++) {
            FileSemaphore.Permit one = semaphore.acquire();
            FileSemaphore.Permit two = semaphore.acquire();
            Thread releaser = new Thread(() -> {
                try {
                    Thread.sleep(10);
                    one.close();
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            releaser.start();
            FileSemaphore.Permit got = semaphore.tryAcquire(Duration.ofMillis(10));
            if (got != null) {
                got.close();
            }
            releaser.join();
            two.close();
        }
        requireAllFree(2);
    }

    @Test
    void aThreadThatHoldsAllPermitsIsToldThatItWouldWaitForItself() throws Exception {
        FileSemaphore semaphore = semaphore(2);
        try (FileSemaphore.Permit one = semaphore.acquire();
                FileSemaphore.Permit two = semaphore.acquire()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> semaphore(2).acquire())
                    .withMessageContaining("holds all 2 permits");
            assertThatExceptionOfType(LockTimeoutException.class)
                    .isThrownBy(() -> semaphore.acquire(Duration.ofMillis(30)));
            assertThat(one.slot()).isNotEqualTo(two.slot());
        }
        requireAllFree(2);
    }

    @Test
    void manySlotsAreWaitedForInTurns() throws Exception {
        FileSemaphore semaphore = semaphore(40);
        List<FileSemaphore.Permit> held = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            held.add(semaphore.acquire());
        }
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<FileSemaphore.Permit> waiter = threads.submit(() -> semaphore.acquire());
            Thread.sleep(100);
            held.get(17).close();
            waiter.get().close();
        } finally {
            threads.shutdownNow();
            for (FileSemaphore.Permit permit : held) {
                permit.close();
            }
        }
    }

    @Test
    void pythonCountsTheSameSlots() throws Exception {
        Machine.needs("python3");
        FileSemaphore semaphore = semaphore(2);
        try (FileSemaphore.Permit one = semaphore.acquire();
                Program python = Program.start("python3", "-c", """
                        import fcntl, sys
                        for n in range(2): # as portalocker.NamedBoundedSemaphore(2, name='s') does
                            file = open(f'{sys.argv[1]}/s.{n:02d}.lock', 'a')
                            try: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                            except BlockingIOError: continue
                            print(n, flush=True)
                            sys.stdin.read()
                            break
                        """, folder.toString())) {
            int other = 1 - one.slot();
            assertThat(python.readLine()).isEqualTo(Integer.toString(other));
            assertThat(semaphore.tryAcquire()).isNull();
            python.finish();
            try (FileSemaphore.Permit two = semaphore.acquire(Duration.ofSeconds(10))) {
                assertThat(two.slot()).isEqualTo(other);
            }
        }
    }

    @Test
    void virtualThreadsWait() throws Exception {
        ExecutorService threads;
        try {
            threads = (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            Assumptions.abort("virtual threads came with Java 21");
            return;
        }
        FileSemaphore semaphore = semaphore(2);
        try {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                results.add(threads.submit(() -> {
                    try (FileSemaphore.Permit permit = semaphore.acquire()) {
                        return permit.slot();
                    }
                }));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get()).isBetween(0, 1);
            }
        } finally {
            threads.shutdownNow();
        }
        requireAllFree(2);
    }

    @Test
    void whatCannotBeASemaphoreIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> semaphore(0)).withMessageContaining("not 0");
        assertThatIllegalArgumentException().isThrownBy(() -> FileSemaphore.in(folder, "a/b", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> FileSemaphore.in(folder, "", 1));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> FileSemaphore.in(folder.resolve("no"), "s", 1))
                .withMessageContaining("create the directory");
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> FileSemaphore.in(Files.createFile(folder.resolve("file")), "s", 1))
                .withMessageContaining("not a directory");
    }

    @Test
    void aSemaphoreTellsItsFilesAndPermits() throws Exception {
        assertThat(semaphore(2)).hasToString("FileSemaphore[" + folder.resolve("s") + ", 2 permits]");
        assertThat(semaphore(2).permits()).isEqualTo(2);
    }
}
