package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.portalocker.tck.Program;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Writers that are killed at any moment, and a reader without a lock. */
final class LockedFileKillTest {
    private static final int SECONDS = Integer.getInteger("portalocker.stress.seconds", 3);

    @TempDir
    Path folder;

    @Test
    void readersSeeWholeVersionsThatNeverGoBackWhileWritersAreKilled() throws Exception {
        Path path = folder.toRealPath().resolve("data");
        LockedFile file = LockedFile.of(path);
        file.update(Version::next);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();
        List<String> faults = new ArrayList<>();
        Thread reader = new Thread(() -> {
            int last = 0;
            try {
                while (!over.get()) {
                    int now = Version.of(file.read());
                    if (now < last || now < 1) {
                        faults.add(now + " after " + last);
                    }
                    last = now;
                    reads.incrementAndGet();
                }
            } catch (IOException e) {
                faults.add(e.toString());
            }
        });
        reader.start();
        List<Program> writers = new ArrayList<>();
        int kills = 0;
        try {
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            while (System.nanoTime() < end) {
                while (writers.size() < 3) {
                    writers.add(Program.java(List.of(), FileMain.class, path.toString(), "full", "1000000", "0"));
                }
                int before = Version.of(file.read());
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Version.of(file.read()) > before);
                Thread.sleep(ThreadLocalRandom.current().nextInt(600));
                writers.remove(ThreadLocalRandom.current().nextInt(3)).kill();
                kills++;
            }
        } finally {
            writers.forEach(Program::close);
            over.set(true);
            reader.join();
        }
        int reached = Version.of(file.update(Version::next, Duration.ofSeconds(10)));
        System.out.println(reached + " updates, " + kills + " kills, " + reads + " reads without a lock");
        assertThat(faults).isEmpty();
        assertThat(reads.get()).isPositive();
        assertThat(reached).isGreaterThan(2);
    }
}
