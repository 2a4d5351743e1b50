package io.github.portalocker.internal.programs;

import java.io.File;
import java.util.Collection;
import java.util.TreeSet;

/**
 * What this process was started with.
 *
 * @param descriptors that were open
 * @param isExact whether none of them is the JVM's own
 * @param ignoredSignals those that were ignored: bit n - 1 for signal n
 */
public record Inheritance(Collection<Integer> descriptors, boolean isExact, long ignoredSignals) {
    /** Set by the launcher, which knows them before there is a JVM: numbers with blanks in between. */
    private static final String DESCRIPTORS = "portalocker.descriptors";

    /** Set by the launcher: hexadecimal, as in {@code /proc/PID/status}. */
    private static final String IGNORED = "portalocker.ignored-signals";

    /**
     * To be called first of all, before this process opens more.
     *
     * <p>Without the launcher, the descriptors are those that are open now, and the ignored signals are not known: Java has
     * replaced them.
     */
    public static Inheritance now() {
        String descriptors = System.getProperty(DESCRIPTORS);
        String ignored = System.getProperty(IGNORED, "").strip();
        return new Inheritance(
                descriptors == null ? open() : numbers(descriptors.strip().split(" +", -1)),
                descriptors != null,
                ignored.isEmpty() ? 0 : Long.parseUnsignedLong(ignored, 16));
    }

    private static Collection<Integer> open() {
        File directory = new File("/proc/self/fd");
        String[] names = directory.list();
        if (names == null) {
            return numbers("0", "1", "2");
        }
        Collection<Integer> numbers = numbers(names);
        numbers.removeIf(number -> !new File(directory, number.toString()).exists()); // the one of the directory itself
        return numbers;
    }

    private static Collection<Integer> numbers(String... names) {
        Collection<Integer> numbers = new TreeSet<>();
        for (String name : names) {
            if (!name.isEmpty()) {
                numbers.add(Integer.valueOf(name));
            }
        }
        return numbers;
    }

    /** Whether a signal was ignored. */
    public boolean ignores(int signal) {
        return (ignoredSignals >> (signal - 1) & 1) != 0;
    }
}
