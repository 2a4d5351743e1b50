package io.github.portalocker.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the tests of all JVMs have done, in the order in which they did it: each adds a line when it begins and when it ends, which the operating
 * system keeps whole.
 */
record Journal(Path file) {
    /** Where the fixtures of this JVM write. */
    static final String PROPERTY = "journal";

    static Journal ofThisJvm() {
        return new Journal(Path.of(System.getProperty(PROPERTY)));
    }

    void add(String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Stays for a while. */
    void visit(String who, long millis) throws InterruptedException {
        add("begin " + who);
        Thread.sleep(millis);
        add("end " + who);
    }

    List<String> lines() throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** The greatest number of those who were there at the same time. */
    int most() throws IOException {
        Set<String> present = new HashSet<>();
        int most = 0;
        for (String line : lines()) {
            String who = line.substring(line.indexOf(' ') + 1);
            if (line.startsWith("begin ")) {
                assertThat(present.add(who)).as("%s begins once", who).isTrue();
                most = Math.max(most, present.size());
            } else {
                assertThat(present.remove(who)).as("%s had begun", who).isTrue();
            }
        }
        return most;
    }

    /** How many have ended. */
    List<String> ended() throws IOException {
        List<String> ended = new ArrayList<>(lines());
        ended.removeIf(line -> !line.startsWith("end "));
        return ended;
    }
}
