package io.github.portalocker.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures everything, in rounds in which all subjects take turns, every other round in reverse. */
final class Run {
    static final String HOT_PATH = "lock and unlock, open file";
    static final String DETECTING = "lock and unlock, open file, with reopenIfReplaced";
    static final String BY_PATH = "open, lock, unlock, close";
    static final String UPDATE = "update of a file of 1000 bytes";
    static final String NAME = "lock and unlock, by name and by path";
    static final String ALLOCATION = "allocation of lock and unlock";

    /** Within the test's JVM, for the smoke test; figures of different subjects would spoil each other. */
    private final boolean inProcess;

    private final Extent extent;
    private final Results results;
    private final List<String> backends = Subjects.backends();

    private Run(Extent extent, Results results, boolean inProcess) {
        this.extent = extent;
        this.results = results;
        this.inProcess = inProcess;
    }

    static Results run(Extent extent, boolean inProcess) throws Exception {
        Results results = Results.empty(Machine.here(), extent.name());
        Run run = new Run(extent, results, inProcess);
        for (int round = 0; round < extent.rounds(); round++) {
            boolean reverse = round % 2 == 1;
            say("round " + (round + 1) + " of " + extent.rounds());
            run.jmh(reverse);
            run.recipes(reverse);
            run.programs(reverse);
        }
        return results;
    }

    @SuppressWarnings("SystemOut") // a command-line program
    private static void say(String text) {
        System.out.println(text);
    }

    private static List<String> inOrder(List<String> subjects, boolean reverse) {
        List<String> ordered = new ArrayList<>(subjects);
        if (reverse) {
            Collections.reverse(ordered);
        }
        return ordered;
    }

    private void jmh(boolean reverse) throws RunnerException {
        say("  " + HOT_PATH);
        for (RunResult result : jmh(HotPath.class, false, inOrder(Subjects.all(), reverse))) {
            String subject = result.getParams().getParam("subject");
            String mode = result.getParams().getParam("mode");
            results.add(HOT_PATH, mode, subject, "ns", undisturbed(result));
            org.openjdk.jmh.results.Result<?> allocated =
                    result.getSecondaryResults().get("gc.alloc.rate.norm");
            if (allocated != null) {
                results.add(ALLOCATION, mode, subject, "bytes", allocated.getScore());
            }
        }
        say("  " + DETECTING);
        List<String> detecting = new ArrayList<>(backends);
        for (RunResult result : jmh(HotPath.class, true, inOrder(detecting, reverse))) {
            results.add(
                    DETECTING,
                    result.getParams().getParam("mode"),
                    result.getParams().getParam("subject"),
                    "ns",
                    undisturbed(result));
        }
        say("  " + BY_PATH);
        List<String> byPath = new ArrayList<>(backends);
        byPath.addAll(List.of(Subjects.FILE_CHANNEL, Subjects.CONTROL));
        for (RunResult result : jmh(ByPath.class, false, inOrder(byPath, reverse))) {
            results.add(BY_PATH, "EXCLUSIVE", result.getParams().getParam("subject"), "ns", undisturbed(result));
        }
    }

    private void recipes(boolean reverse) throws RunnerException {
        say("  recipes");
        for (RunResult result : jmh(Updates.class, false, inOrder(Updates.SUBJECTS, reverse))) {
            results.add(
                    UPDATE,
                    result.getParams().getParam("durability"),
                    result.getParams().getParam("subject"),
                    "us",
                    result.getPrimaryResult().getScore());
        }
        for (RunResult result : jmh(Names.class, false, inOrder(Names.SUBJECTS, reverse))) {
            results.add(NAME, "EXCLUSIVE", result.getParams().getParam("subject"), "ns", undisturbed(result));
        }
    }

    /** The fastest iteration: the others show what the neighbours on this machine did. */
    private static double undisturbed(RunResult result) {
        return result.getPrimaryResult().getStatistics().getMin();
    }

    private Collection<RunResult> jmh(Class<?> benchmark, boolean reopenIfReplaced, List<String> subjects)
            throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(benchmark.getName() + "\\.")
                .param("subject", subjects.toArray(new String[0]))
                .addProfiler(GCProfiler.class)
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(extent.warmUpMillis()))
                .measurementIterations(extent.iterations())
                .measurementTime(TimeValue.milliseconds(extent.iterationMillis()))
                .forks(inProcess ? 0 : 1)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (benchmark == HotPath.class && reopenIfReplaced) {
            options.param("reopenIfReplaced", "true").param("mode", "EXCLUSIVE");
        }
        return new Runner(options.build()).run();
    }

    private void programs(boolean reverse) throws Exception {
        Path folder = Files.createTempDirectory("portalocker-benchmark");
        try {
            contention(folder, reverse);
            handOver(folder, reverse);
            semaphore(folder, reverse);
            scale(folder, reverse);
            coldStart(folder, reverse);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private void contention(Path folder, boolean reverse) throws Exception {
        say("  contention");
        List<String> subjects = new ArrayList<>(backends);
        subjects.add(Subjects.MUTEX_AND_FILE_CHANNEL);
        for (String subject : inOrder(subjects, reverse)) {
            collect(Contention.class, List.of(), subject, folder.resolve("contention"), extent.contentionMillis());
        }
    }

    private void handOver(Path folder, boolean reverse) throws Exception {
        say("  " + HandOver.LATENCY);
        List<String> subjects = new ArrayList<>(backends);
        subjects.add(Subjects.FILE_CHANNEL);
        subjects.add(Subjects.BARE_JNA);
        List.of(1, 10, 50, 250).forEach(millis -> subjects.add(Subjects.POLL + millis));
        for (String subject : inOrder(subjects, reverse)) {
            HandOver.measure(results, extent, subject, folder.resolve("hand-over"));
        }
    }

    private void semaphore(Path folder, boolean reverse) throws Exception {
        say("  semaphore");
        for (int slots : extent.rounds() == 1 ? List.of(2) : List.of(1, 2, 8, 32)) {
            for (String subject : inOrder(SemaphoreWait.SUBJECTS, reverse)) {
                SemaphoreWait.measure(results, extent, subject, slots, folder);
            }
        }
    }

    private void scale(Path folder, boolean reverse) throws Exception {
        say("  scale");
        List<String> subjects = new ArrayList<>(backends);
        subjects.add(Subjects.FILE_CHANNEL);
        String sizes = extent.sizes().stream().map(String::valueOf).collect(Collectors.joining(","));
        for (String subject : inOrder(subjects, reverse)) {
            collect(
                    Scale.class,
                    List.of("-XX:+UseSerialGC", "-Xmx512m"),
                    subject,
                    folder,
                    extent.contentionMillis(),
                    sizes);
        }
    }

    private void coldStart(Path folder, boolean reverse) throws Exception {
        say("  cold start");
        List<String> subjects = new ArrayList<>(backends);
        subjects.addAll(List.of(Subjects.FILE_CHANNEL, ColdStart.NOTHING));
        for (int i = 0; i < extent.coldStarts(); i++) {
            for (String subject : inOrder(subjects, reverse)) {
                ColdStart.measure(results, subject, folder.resolve("cold"));
            }
        }
    }

    private void collect(Class<?> main, List<String> options, String subject, Object... arguments)
            throws IOException, InterruptedException {
        Object[] all = new Object[arguments.length + 1];
        all[0] = subject;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        try (Child child = Child.start(main, options, all)) {
            child.collect(results, subject);
        }
    }
}
