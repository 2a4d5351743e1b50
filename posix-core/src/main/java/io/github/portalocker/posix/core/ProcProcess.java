package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portalocker.LockHolder;

/** A process in Linux's {@code /proc}, which may end at any time. */
record ProcProcess(long pid) {

    Path directory() {
        return ProcLocks.PROC.resolve(Long.toString(pid));
    }

    boolean isThere() {
        return Files.exists(directory());
    }

    /** The same holder with this process, and with its command line if that can be read. */
    LockHolder addTo(LockHolder holder) {
        LockHolder named = holder.withPid(pid);
        try {
            return named.withCommand(command());
        } catch (IOException e) { // it has ended, or it may not be looked at
            return named;
        }
    }

    private String command() throws IOException {
        String line = text("cmdline");
        return line.isEmpty() ? "[" + text("comm") + "]" : line; // a thread of the kernel, as ps(1) shows it
    }

    /** The words with blanks between them; other users chose them, and must not write to terminals. */
    private String text(String file) throws IOException {
        return new String(Files.readAllBytes(directory().resolve(file)), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}|[\\x{80}-\\x{9f}]", " ")
                .strip();
    }
}
