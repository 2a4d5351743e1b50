package io.github.portalocker.posix;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** What came out of the checks of {@link NetworkProofMain}. */
final class NetworkReport {
    private final long start = System.nanoTime();
    private final List<String> wanted;
    private int checks;
    private int failures;

    NetworkReport(List<String> wanted) {
        this.wanted = wanted;
    }

    boolean wants(String name) {
        return wanted.isEmpty() || wanted.stream().anyMatch(name::contains);
    }

    @SuppressWarnings("SystemOut") // the results
    void note(String line) {
        System.out.println(line);
    }

    /** An answer that matches the expression is right. */
    void check(String where, String what, String expected, String answer) {
        checks++;
        boolean right = answer.matches(expected);
        failures += right ? 0 : 1;
        note((right ? "ok    " : "WRONG ") + where + ": " + what + ": " + answer
                + (right ? "" : " instead of " + expected));
    }

    /** Something that could not be checked to its end. */
    void broken(String where, Throwable cause) {
        check(where, "runs to its end", "yes", String.valueOf(cause));
    }

    void end() {
        note(checks + " checks, " + failures + " wrong, " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)
                + " s");
        System.exit(failures == 0 ? 0 : 1);
    }
}
