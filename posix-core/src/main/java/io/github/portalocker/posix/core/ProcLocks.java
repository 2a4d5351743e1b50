package io.github.portalocker.posix.core;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.portalocker.LockHolder;
import org.jspecify.annotations.Nullable;

/**
 * Which processes hold locks on a file, and which wait for one, by Linux's {@code /proc}.
 *
 * <p>Only files of /proc are opened: to open and close the locked one would drop locks of {@code FileChannel} in this JVM.
 * Processes come and go meanwhile; a process that has ended holds nothing.
 */
final class ProcLocks {
    static final Path PROC = Path.of("/proc");

    private final FileStatus file;
    private final String name;
    private final long limitNanos;
    private final long start = System.nanoTime();

    private ProcLocks(FileStatus file, String name, Duration limit) {
        this.file = file;
        this.name = name;
        this.limitNanos = TimeUnit.NANOSECONDS.convert(limit);
    }

    /**
     * Never an exception; empty if nothing is known. A caller who was timed out must not wait much longer to hear why: after the
     * limit, processes that were not looked at yet are left out.
     */
    static List<LockHolder> holders(Path path, Duration limit) {
        try {
            return of(path, limit).holders();
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }

    /** One for each wait in the kernel, within the same limit; never an exception. */
    static List<LockHolder> waiters(Path path, Duration limit) {
        try {
            return of(path, limit).waiters();
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }

    private static ProcLocks of(Path path, Duration limit) throws IOException {
        FileStatus file = FileStatuses.byNio(path, LinkOption.NOFOLLOW_LINKS);
        return new ProcLocks(file, "/" + path.getFileName(), limit);
    }

    /**
     * Whether the kernel itself keeps a lock of this mechanism for a descriptor of this process; false if that cannot be found
     * out. Not from {@code /proc/locks}, which leaves out rows when locks come and go while it is read.
     */
    static boolean keeps(int descriptor, String mechanism) {
        try {
            for (LockRow row : rowsOf(PROC.resolve("self/fdinfo/" + descriptor))) {
                if (row.mechanism().equals(mechanism)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static Set<LockRow> rowsOf(Path descriptor) throws IOException {
        String text = Files.readString(descriptor, StandardCharsets.ISO_8859_1);
        return text.contains("lock:")
                ? text.lines()
                        .filter(line -> line.startsWith("lock:"))
                        .map(line -> LockRow.parse(line.substring("lock:".length())))
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /** Of locks or of waits. Waits of several processes, or threads, can be equal. */
    private List<LockRow> rows(boolean waits) throws IOException {
        List<LockRow> rows = new ArrayList<>();
        String inode = ":" + Long.toUnsignedString(file.inode()) + " ";
        try (BufferedReader locks = Files.newBufferedReader(PROC.resolve("locks"), StandardCharsets.ISO_8859_1)) {
            for (String line = locks.readLine(); line != null && !isLate(); line = locks.readLine()) {
                LockRow row = line.contains(inode) ? LockRow.parse(line) : null;
                if (row != null && row.inode() == file.inode() && row.waits() == waits) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private List<LockHolder> holders() throws IOException {
        List<LockHolder> holders = new ArrayList<>();
        for (LockRow row : new LinkedHashSet<>(rows(false))) {
            if (row.pid() > 0
                    && (isKnown(has(row.pid(), row, Look.AT_THE_NAME)) || isKnown(has(row.pid(), row, Look.AT_ALL)))) {
                addProcess(holders, row, row.pid());
            } else if (row.mechanism().equals("POSIX")) {
                if (row.isOn(file)) {
                    addProcess(holders, row, row.pid()); // such a lock ends with its process
                }
            } else {
                addOwnersOfTheOpenFile(holders, row);
            }
        }
        return holders;
    }

    /**
     * An open file outlives the process that locked it ({@code flock 9} in a shell script), and OFD rows name no process: every
     * process that has a descriptor of it holds the lock.
     */
    private void addOwnersOfTheOpenFile(List<LockHolder> holders, LockRow row) {
        int before = holders.size();
        for (Look look : Look.values()) {
            for (long pid : processes()) {
                if (isKnown(has(pid, row, look))) {
                    addProcess(holders, row, pid);
                }
            }
            if (holders.size() > before) {
                return;
            }
        }
        if (!row.isOn(file)) {
            return;
        }
        boolean mayHaveIt =
                row.pid() > 0 && new ProcProcess(row.pid()).isThere() && has(row.pid(), row, Look.AT_ALL) == null;
        holders.add(holder(row, mayHaveIt ? OptionalLong.of(row.pid()) : OptionalLong.empty()));
    }

    private static void addProcess(List<LockHolder> holders, LockRow row, long pid) {
        if (new ProcProcess(pid).isThere()) {
            holders.add(holder(row, OptionalLong.of(pid)));
        }
    }

    /** No descriptor shows a wait. So the device tells whether it is for this file or, with btrfs, that the process has it open. */
    private List<LockHolder> waiters() throws IOException {
        List<LockHolder> waiters = new ArrayList<>();
        for (LockRow row : rows(true)) {
            if (row.isOn(file) || (row.pid() > 0 && hasOpen(row.pid()))) {
                if (row.pid() > 0) {
                    addProcess(waiters, row, row.pid());
                } else {
                    waiters.add(holder(row, OptionalLong.empty()));
                }
            }
        }
        return waiters;
    }

    private boolean hasOpen(long pid) {
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(new ProcProcess(pid).directory().resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (isLate()) {
                    return false;
                }
                if (isOfFile(descriptor)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }

    private static LockHolder holder(LockRow row, OptionalLong pid) {
        LockHolder holder = LockHolder.of(row.domain(), row.range());
        if (row.mode().isPresent()) {
            holder = holder.withMode(row.mode().get());
        }
        return pid.isPresent() ? new ProcProcess(pid.getAsLong()).addTo(holder) : holder;
    }

    /** This one first: it is always allowed to look at itself, and often it is a thread of its own that holds the lock. */
    private Set<Long> processes() {
        Set<Long> processes = new LinkedHashSet<>();
        processes.add(ProcessHandle.current().pid());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                if (isLate()) {
                    break;
                }
                processes.add(Long.valueOf(entry.getFileName().toString()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            return processes;
        }
        return processes;
    }

    private boolean isLate() {
        return System.nanoTime() - start > limitNanos;
    }

    /** Which descriptors to look at: mostly the file was opened by the name that it was asked for by, and a name is read fast. */
    private enum Look {
        AT_THE_NAME,
        AT_ALL
    }

    private static boolean isKnown(@Nullable Boolean answer) {
        return answer != null && answer;
    }

    /** Whether a process has a descriptor with this lock; null if we may not look, or not any longer. */
    private @Nullable Boolean has(long pid, LockRow row, Look look) {
        if (isLate()) {
            return null;
        }
        Path process = new ProcProcess(pid).directory();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fdinfo"))) {
            for (Path descriptor : descriptors) {
                if (isLate()) {
                    return null;
                }
                Path link = process.resolve("fd").resolve(descriptor.getFileName());
                if ((look == Look.AT_ALL || isNamed(link)) && shows(descriptor, row) && isOfFile(link)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return null;
        }
    }

    private boolean isNamed(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().endsWith(name);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean shows(Path descriptor, LockRow row) {
        try {
            return rowsOf(descriptor).contains(row);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /** By stat(2) through the link, which opens nothing: two file systems may have the same inode number. */
    private boolean isOfFile(Path descriptor) {
        try {
            return FileStatuses.byNio(descriptor).isSameFileAs(file);
        } catch (IOException e) {
            return false;
        }
    }
}
