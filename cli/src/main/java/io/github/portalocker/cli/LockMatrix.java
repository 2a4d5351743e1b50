package io.github.portalocker.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who excludes whom, as measured.
 *
 * @param names backends, and plain {@code FileChannel}
 * @param answers what the contender's attempt was answered while the holder held
 */
record LockMatrix(List<String> names, Map<Pair, String> answers) {

    /** Those whose locks other code of the JVM can drop: nothing to recommend. */
    private static final Set<String> FALLBACKS = Set.of("nio", DoctorCommand.FILE_CHANNEL);

    /** One cell. */
    record Pair(String holder, String contender) {}

    static LockMatrix measure(List<String> names, DoctorAgent holder, DoctorAgent contender) throws IOException {
        Map<Pair, String> answers = new LinkedHashMap<>();
        for (String first : names) {
            String held = holder.attempt(first);
            for (String second : names) {
                String answer = held;
                if (held.equals("held")) {
                    answer = contender.attempt(second);
                    if (answer.equals("held")) {
                        contender.release();
                    }
                }
                answers.put(new Pair(first, second), answer);
            }
            if (held.equals("held")) {
                holder.release();
            }
        }
        return new LockMatrix(List.copyOf(names), answers);
    }

    private String answer(String holder, String contender) {
        return answers.getOrDefault(new Pair(holder, contender), "failed");
    }

    boolean excludes(String holder, String contender) {
        return answer(holder, contender).equals("busy");
    }

    private boolean excludeEachOther(String one, String other) {
        return excludes(one, other) && excludes(other, one);
    }

    String text(String holder, String contender) {
        return switch (answer(holder, contender)) {
            case "busy" -> "excludes";
            case "held" -> "-";
            default -> "cannot lock";
        };
    }

    /** What follows for the reader, a line each. */
    List<String> advice(String chosen, Mount mount) {
        List<String> lines = new ArrayList<>();
        if (excludes(chosen, chosen)) {
            lines.add("OK: " + chosen + " excludes a second process that uses it here.");
        } else {
            lines.add("NOT OK: " + chosen
                    + " does not exclude a second process that uses it here. Do not lock files in this"
                    + " directory with it.");
        }
        for (String name : names) {
            String answer = answer(name, name);
            if (answer.startsWith("failed ")) {
                lines.add(name + " cannot lock here: " + answer.substring("failed ".length()));
            }
        }
        if (!excludeEachOther(chosen, DoctorCommand.FILE_CHANNEL)) {
            lines.add(chosen + " does not exclude FileChannel.lock here, nor lockf and SQLite"
                    + instead(chosen, "FileChannel"));
        }
        if (names.contains("posix-flock") && !excludeEachOther(chosen, "posix-flock")) {
            lines.add(chosen + " does not exclude flock(1), Python's fcntl.flock, Go and Rust here"
                    + instead(chosen, "posix-flock"));
        }
        String local = mount.keepingLocksLocal();
        if (local != null) {
            lines.add("It is mounted with " + local + ": "
                    + (local.contains("=flock")
                            ? "flock excludes"
                            : local.contains("=posix") ? "record locks exclude" : "locks exclude")
                    + " no program on other machines.");
        }
        if (mount.isSmb()) {
            lines.add(
                    "This is SMB: Linux mixes up the locks of programs on one machine. Let all who lock a file here do it with"
                            + " this library, but not with nio, and keep the data in a file of its own.");
        }
        if (mount.isNetwork()) {
            lines.add(
                    "This is a network or user-space file system: processes on other machines were not tried, and a lock can"
                            + " be lost with the connection.");
        }
        return lines;
    }

    private String instead(String chosen, String wanted) {
        List<String> better = names.stream()
                .filter(name -> !name.equals(chosen) && !FALLBACKS.contains(name))
                .filter(name -> excludes(name, name) && excludeEachOther(name, wanted))
                .toList();
        return better.isEmpty() ? "." : "; next to those, choose " + String.join(" or ", better) + ".";
    }
}
