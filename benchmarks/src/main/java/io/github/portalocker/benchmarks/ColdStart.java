package io.github.portalocker.benchmarks;

import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.LockMode;

/** A fresh JVM: from the start of main to the first lock, and the whole life of the process. */
final class ColdStart {
    static final String FIRST_LOCK = "cold start: from main to the first lock";
    static final String PROCESS = "cold start: whole process";
    static final String NOTHING = "no lock";

    private ColdStart() {}

    static void measure(Results results, String subject, Path file) throws Exception {
        long start = System.nanoTime();
        try (Child child = Child.start(ColdStart.class, List.of(), subject, file)) {
            child.collect(results, subject);
        }
        results.add(PROCESS, "", subject, "ms", (System.nanoTime() - start) / 1e6);
    }

    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        if (!arguments[0].equals(NOTHING)) {
            try (Subject subject = Subjects.open(arguments[0], Path.of(arguments[1]))) {
                AutoCloseable lock = subject.lock(LockMode.EXCLUSIVE);
                long locked = System.nanoTime();
                lock.close();
                Child.report(FIRST_LOCK, "", "ms", (locked - start) / 1e6);
            }
        }
    }
}
