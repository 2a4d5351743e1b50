package io.github.portalocker.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A page for people, made of one run's figures. */
final class Report {
    private final Results results;
    private final StringBuilder page = new StringBuilder();

    private Report(Results results) {
        this.results = results;
    }

    /** Writes {@code README.md} and the charts that it shows. */
    static void write(Results results, Path folder) throws IOException {
        Files.createDirectories(folder);
        new Charts(results, folder).write();
        Report report = new Report(results);
        report.compose();
        Files.writeString(folder.resolve("README.md"), report.page);
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private void compose() {
        Machine machine = results.machine();
        line("# Benchmark results");
        line("");
        line(
                "Made by `benchmarks.jar report` from the JSON file beside it; see [performance.md](../../docs/performance.md)"
                        + " for how to read it. Ratios hold; times belong to one machine.");
        line("");
        line("| | |");
        line("|---|---|");
        line("| processor | " + machine.processor() + ", " + machine.processors() + " in use |");
        line("| kernel, file system | " + machine.kernel() + ", " + machine.fileSystem() + " |");
        line("| JDK | " + machine.jdk() + " |");
        line("| commit, date | " + machine.commit() + ", " + machine.date() + " |");
        line("| extent, load before | " + results.extent() + ", " + number(machine.loadBefore()) + " |");
        line("");
        noise();
        bars();
        section(
                Run.HOT_PATH,
                Subjects.FILE_CHANNEL,
                "`LockFile.lock(mode).close()`, no other process locks the file. The bare subjects call `flock` and do nothing else: the floor.",
                "hot-path.svg");
        section(Run.DETECTING, null, "The same, looking after each lock whether the path still names the file.", null);
        section(Run.ALLOCATION, null, "Bytes on the heap per pair; 48 are the `HeldLock` itself.", null);
        section(
                Run.BY_PATH,
                Subjects.FILE_CHANNEL,
                "`Portalocker.lock(path, EXCLUSIVE)` with its proof that the path names the locked file, against"
                        + " `FileChannel.open` and `lock`, which prove nothing.",
                "by-path.svg");
        section(
                Contention.THROUGHPUT,
                Subjects.MUTEX_AND_FILE_CHANNEL,
                "Threads of one JVM on one open file, which do nothing but lock and unlock. More is better.",
                "contention.svg");
        section(Contention.FAIRNESS, null, "1: every thread got as many locks; 0: one got none.", null);
        section(
                Contention.READERS,
                Subjects.MUTEX_AND_FILE_CHANNEL,
                "The library lets readers of one JVM share a lock; the JDK refuses that, so the mutex serialises them.",
                null);
        section(
                HandOver.LATENCY,
                Subjects.FILE_CHANNEL,
                "From the release in one process to the lock in another that waits for it. `poll-N` asks FileChannel.tryLock"
                        + " every N ms, `bare-jna` waits in the kernel.",
                "hand-over.svg");
        section(HandOver.COST, null, "Of all threads of the waiting process, an idle JVM's own work included.", null);
        section(Scale.PAIR, Subjects.FILE_CHANNEL, "", "scale.svg");
        section(Scale.CYCLE, Subjects.FILE_CHANNEL, "So many inodes no longer fit into the processor's caches.", null);
        section(Scale.HEAP, null, "`LockFile`, `HeldLock` and all behind them.", null);
        section(Scale.DESCRIPTORS, null, "", null);
        section(
                Run.UPDATE,
                Updates.BARE,
                "`LockedFile.update` against the calls that it makes at least: write, flush, rename, flush the directory.",
                null);
        section(
                SemaphoreWait.LATENCY,
                SemaphoreWait.POLLING,
                "`FileSemaphore.acquire` waits for all slots in the kernel; the loop tries them one after the other.",
                null);
        section(SemaphoreWait.COST, null, "Of all threads of the waiting process.", null);
        section(Run.NAME, Names.PATH, "", null);
        section(
                OnServers.PAIR,
                OnServers.RECIPE,
                "One client, exclusive, servers on this machine. `curator` is Curator's own `InterProcessReadWriteLock`.",
                "servers.svg");
        section(
                OnServers.HAND_OVER,
                OnServers.RECIPE,
                "From the release by one client to the lock of another that waits for it.",
                "servers-hand-over.svg");
        section(ColdStart.FIRST_LOCK, Subjects.FILE_CHANNEL, "In a fresh JVM.", "cold-start.svg");
        section(ColdStart.PROCESS, Subjects.FILE_CHANNEL, "", null);
    }

    private void noise() {
        line("**Noise.** `" + Subjects.CONTROL
                + "` is the yardstick measured a second time in each round. By itself it came" + " out at");
        line("");
        for (String measure : List.of(Run.HOT_PATH, Run.BY_PATH)) {
            List<Double> ratios = new ArrayList<>();
            for (String variant : results.variantsOf(measure)) {
                results.find(measure, variant, Subjects.CONTROL)
                        .flatMap(again -> results.find(measure, variant, Subjects.FILE_CHANNEL)
                                .map(again::ratiosTo))
                        .ifPresent(ratios::addAll);
            }
            if (!ratios.isEmpty()) {
                line("* " + measure + ": " + ratio(ratios));
            }
        }
        line("");
        line(
                "Ratios that are no further from each other than that say nothing; contention, hand-over and cold start are"
                        + " rougher. Brackets give the lowest and the highest round.");
        line("");
    }

    private void bars() {
        line("## What was promised");
        line("");
        line("| measure | subject | compared with | promised | measured | |");
        line("|---|---|---|---|---|---|");
        for (Bar bar : Bar.all()) {
            Optional<List<Double>> ratios = bar.ratios(results);
            if (ratios.isPresent()) {
                double median = Result.median(ratios.get());
                line("| " + bar.measure() + ", " + bar.variant() + " | " + bar.subject() + " | " + bar.comparedWith()
                        + " | "
                        + bar.inWords() + " | " + ratio(ratios.get()) + " | "
                        + (bar.isMet(median) ? "met" : "**missed**")
                        + " |");
            }
        }
        line("");
    }

    private void section(String measure, @Nullable String base, String text, @Nullable String chart) {
        List<Result> rows = results.of(measure);
        if (rows.isEmpty()) {
            return;
        }
        line("## " + measure.substring(0, 1).toUpperCase(Locale.ROOT) + measure.substring(1));
        line("");
        if (!text.isEmpty()) {
            line(text);
            line("");
        }
        if (chart != null) {
            line("![" + measure + "](" + chart + ")");
            line("");
        }
        line("| | subject | " + rows.get(0).unit() + (base == null ? " |" : " | ratio to " + base + " |"));
        line(base == null ? "|---|---|---:|" : "|---|---|---:|---:|");
        for (String variant : results.variantsOf(measure)) {
            for (String subject : results.subjectsOf(measure)) {
                results.find(measure, variant, subject).ifPresent(result -> line(row(result, base)));
            }
        }
        line("");
    }

    private String row(Result result, @Nullable String base) {
        String row = "| " + result.variant() + " | " + result.subject() + " | " + number(result.median()) + " |";
        return base == null
                ? row
                : row
                        + results.find(result.measure(), result.variant(), base)
                                .map(other -> " " + ratio(result.ratiosTo(other)) + " |")
                                .orElse(" |");
    }

    private static String ratio(List<Double> ratios) {
        String median = number(Result.median(ratios));
        return ratios.size() == 1
                ? median
                : median + " [" + number(Collections.min(ratios)) + ", " + number(Collections.max(ratios)) + "]";
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size >= 1_000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
