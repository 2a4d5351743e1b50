package io.github.portalocker.posix.core;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.github.portalocker.internal.programs.Inheritance;
import io.github.portalocker.internal.programs.Launch;

/** Which descriptors a program inherits: those that this process was started with, and those of locks. */
final class InheritedDescriptors {
    private static final int F_GETFD = 1;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;

    private static final int EVERY = ~0;
    private static final int CLOSE_RANGE_UNSHARE = 2;
    private static final int CLOSE_RANGE_CLOEXEC = 4;
    private static final int CLONE_FILES = 0x400;

    private InheritedDescriptors() {}

    /** To be asked before {@link #leaveOnly}. */
    static Set<Integer> of(Launch launch, ProgramLibc libc) {
        Inheritance inherited = launch.inherited();
        Set<Integer> all = new TreeSet<>(inherited.descriptors());
        if (!inherited.isExact()) {
            List<Path> places = placesOfTheJvm();
            all.removeIf(number -> isOfTheJvm(number, places, libc));
        }
        all.addAll(launch.locks());
        return all;
    }

    /** What the JVM opens for itself is hidden from programs, or a file of Java's home or of the class path. */
    private static boolean isOfTheJvm(int number, List<Path> places, ProgramLibc libc) {
        int flags = libc.fcntl(number, F_GETFD, 0);
        if (flags < 0 || (flags & FD_CLOEXEC) != 0) {
            return true;
        }
        try {
            Path file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + number));
            return places.stream().anyMatch(file::startsWith);
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> placesOfTheJvm() {
        List<Path> places = new ArrayList<>();
        for (String name : (System.getProperty("java.home")
                        + File.pathSeparator
                        + System.getProperty("java.class.path"))
                .split(File.pathSeparator, -1)) {
            try {
                if (!name.isEmpty()) {
                    places.add(Path.of(name).toRealPath());
                }
            } catch (IOException e) {
                // not there, so it is not open either
            }
        }
        return places;
    }

    /**
     * Hides all others from programs that the calling thread starts from now on.
     *
     * <p>The thread gets a table of descriptors of its own, or files that other threads open between this call and the start would
     * leak. Containers may forbid unshare(2), but not close_range(2), which Linux has since 5.11.
     */
    static void leaveOnly(Set<Integer> descriptors, ProgramLibc libc) {
        if (libc.closeRange(0, EVERY, CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC) < 0) {
            libc.unshare(CLONE_FILES); // where this is forbidden, too, the table stays that of all threads
            String[] open = new File("/proc/thread-self/fd").list();
            for (String name : open == null ? new String[0] : open) {
                libc.fcntl(Integer.parseInt(name), F_SETFD, FD_CLOEXEC);
            }
        }
        for (int descriptor : descriptors) {
            libc.fcntl(descriptor, F_SETFD, 0);
        }
    }
}
