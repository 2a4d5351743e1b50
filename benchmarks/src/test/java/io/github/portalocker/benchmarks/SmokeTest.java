package io.github.portalocker.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs everything once, for a few milliseconds: the figures mean nothing. */
final class SmokeTest {
    @TempDir
    Path folder;

    @Test
    void everythingRunsAndEndsInAReport() throws Exception {
        Results measured = Run.run(Extent.SMOKE, true);
        Path file = folder.resolve("smoke.json");
        measured.write(file);
        Results results = Results.read(file);

        assertThat(results).isEqualTo(measured);
        assertThat(results.subjectsOf(Run.HOT_PATH)).containsExactlyElementsOf(Subjects.all());
        assertThat(results.subjectsOf(Run.DETECTING)).containsExactlyElementsOf(Subjects.backends());
        for (String measure : new String[] {
            Run.BY_PATH,
            Contention.THROUGHPUT,
            Contention.READERS,
            HandOver.LATENCY,
            HandOver.COST,
            Scale.PAIR,
            Scale.DESCRIPTORS,
            ColdStart.FIRST_LOCK
        }) {
            assertThat(results.subjectsOf(measure)).as(measure).containsAll(Subjects.backends());
        }

        Report.write(results, folder);
        assertThat(Files.readString(folder.resolve("README.md"))).contains("FileChannel.lock");
    }
}
