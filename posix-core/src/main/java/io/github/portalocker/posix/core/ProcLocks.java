package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockHolder;
import org.jspecify.annotations.Nullable;

/**
 * Who holds locks on a file, by Linux's {@code /proc}.
 *
 * <p>Only files of /proc are opened: to open and close the locked one would drop locks of {@code FileChannel} in this JVM.
 * Processes come and go meanwhile; whoever has gone holds nothing.
 */
final class ProcLocks {
    /** For a machine with very many processes or open files: who timed out must not wait much longer to hear why. */
    private static final long LONGEST_SEARCH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Path PROC = Path.of("/proc");

    private final FileStatus file;
    private final long start = System.nanoTime();

    private ProcLocks(FileStatus file) {
        this.file = file;
    }

    /** Never an exception; empty if nothing is known. */
    static List<LockHolder> of(Path path) {
        try {
            return new ProcLocks(FileStatuses.byNio(path, LinkOption.NOFOLLOW_LINKS)).holders();
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
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
        Set<LockRow> rows = new LinkedHashSet<>();
        for (String line : Files.readAllLines(descriptor, StandardCharsets.ISO_8859_1)) {
            LockRow row = line.startsWith("lock:") ? LockRow.parse(line.substring("lock:".length())) : null;
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    private Set<LockRow> rows() throws IOException {
        Set<LockRow> rows = new LinkedHashSet<>();
        for (String line : Files.readAllLines(PROC.resolve("locks"), StandardCharsets.ISO_8859_1)) {
            LockRow row = LockRow.parse(line);
            if (row != null && row.inode() == file.inode()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<LockHolder> holders() throws IOException {
        Set<LockRow> rows = rows();
        List<LockHolder> holders = new ArrayList<>();
        for (LockRow row : rows) {
            if (row.pid() > 0 && Boolean.TRUE.equals(has(row.pid(), row))) {
                addProcess(holders, row, row.pid());
            } else if (row.mechanism().equals("POSIX")) {
                if (row.isOn(file)) {
                    addProcess(holders, row, row.pid()); // such a lock dies with its process
                }
            } else {
                addOwnersOfTheOpenFile(holders, row);
            }
        }
        return holders;
    }

    /**
     * An open file outlives the process that locked it ({@code flock 9} in a shell script), and OFD rows name nobody: whoever
     * has a descriptor of it holds the lock.
     */
    private void addOwnersOfTheOpenFile(List<LockHolder> holders, LockRow row) {
        int before = holders.size();
        for (long pid : processes()) {
            if (Boolean.TRUE.equals(has(pid, row))) {
                addProcess(holders, row, pid);
            }
        }
        if (holders.size() > before || !row.isOn(file)) {
            return;
        }
        boolean mayHaveIt = row.pid() > 0 && isThere(row.pid()) && has(row.pid(), row) == null;
        holders.add(holder(row, mayHaveIt ? OptionalLong.of(row.pid()) : OptionalLong.empty()));
    }

    private static void addProcess(List<LockHolder> holders, LockRow row, long pid) {
        if (isThere(pid)) {
            holders.add(holder(row, OptionalLong.of(pid)));
        }
    }

    private static LockHolder holder(LockRow row, OptionalLong pid) {
        Optional<String> command = pid.isPresent() ? command(pid.getAsLong()) : Optional.empty();
        return new LockHolder(pid, command, row.mode(), row.mechanism(), row.range(), Optional.empty());
    }

    private static boolean isThere(long pid) {
        return Files.exists(directory(pid));
    }

    private static Path directory(long pid) {
        return PROC.resolve(Long.toString(pid));
    }

    private static List<Long> processes() {
        List<Long> processes = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                processes.add(Long.valueOf(entry.getFileName().toString()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            return processes;
        }
        return processes;
    }

    private boolean isLate() {
        return System.nanoTime() - start > LONGEST_SEARCH_NANOS;
    }

    /** Whether a process has a descriptor with this lock; null if we may not look, or not any longer. */
    private @Nullable Boolean has(long pid, LockRow row) {
        if (isLate()) {
            return null;
        }
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(directory(pid).resolve("fdinfo"))) {
            for (Path descriptor : descriptors) {
                if (isLate()) {
                    return null;
                }
                if (shows(descriptor, row)
                        && isOfFile(directory(pid).resolve("fd").resolve(descriptor.getFileName()))) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return null;
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

    private static Optional<String> command(long pid) {
        try {
            String line = text(directory(pid).resolve("cmdline"));
            if (line.isEmpty()) {
                line = "[" + text(directory(pid).resolve("comm")) + "]"; // a thread of the kernel, as ps(1) shows it
            }
            return Optional.of(line);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Its words with blanks between them; whoever chose them must not write to terminals. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}|[\\x{80}-\\x{9f}]", " ")
                .strip();
    }
}
