package io.github.portalocker.posix.core;

import io.github.portalocker.internal.programs.SystemEncoding;

/**
 * The variable {@code LD_LIBRARY_PATH}, in front of which the {@code java} command puts directories of its own in some cases,
 * and starts itself again: always with musl, with glibc if the path shows a {@code libjvm.so} ({@code java_md.c} of the JDK).
 */
final class LibraryPath {
    private static final String NAME = "LD_LIBRARY_PATH";

    private LibraryPath() {}

    /** Makes it what it was. */
    static void restore(ProgramLibc libc) {
        String present = System.getenv(NAME);
        String original = present == null ? null : original(present, System.getProperty("java.home", ""));
        if (original == null || original.equals(present)) {
            return;
        }
        libc.setEnvironment(NAME, original.isEmpty() ? null : original.getBytes(SystemEncoding.get()));
    }

    /** Empty if there was none. */
    static String original(String present, String home) {
        for (String machine : new String[] {"server", "client"}) {
            String added = home + "/lib/" + machine + ":" + home + "/lib";
            String rest = without(present, added);
            if (!rest.equals(present)) {
                return without(rest, home + "/../lib"); // until Java 24
            }
        }
        return present;
    }

    private static String without(String path, String first) {
        return path.equals(first) ? "" : path.startsWith(first + ":") ? path.substring(first.length() + 1) : path;
    }
}
