package io.github.portalocker.cli;

import java.util.List;

/** Exit codes: flock(1)'s, which are those of BSD's {@code sysexits.h}. */
final class ExitCode {
    /** Others hold the lock; {@code -E} sets another code. Also Java's own code when it does not start. */
    static final int CONFLICT = 1;
    /** EX_USAGE. */
    static final int USAGE = 64;
    /** EX_DATAERR: the file was opened and cannot be locked. */
    static final int CANNOT_LOCK = 65;
    /** EX_NOINPUT: the lock file cannot be opened. */
    static final int CANNOT_OPEN = 66;
    /** EX_UNAVAILABLE: the command cannot be run, or there is no backend. */
    static final int UNAVAILABLE = 69;
    /** EX_SOFTWARE: a fault of this program, or of its installation. */
    static final int SOFTWARE = 70;
    /** EX_OSERR: there is no memory to start the command. */
    static final int SYSTEM = 71;
    /** EX_IOERR: the standard output cannot be written. */
    static final int CANNOT_WRITE = 74;
    /** EX_PROTOCOL: a server took the lock away while the command ran. */
    static final int LOST = 76;
    /** Shells add the number of the signal that ended a program. */
    static final int SIGNAL = 128;

    /** Those of {@code run}, for its help. */
    static final List<String> TABLE = List.of(
            "    1  the lock is held (-n, -w); -E sets another code, which tells a",
            "       conflict from a Java that does not start, whose code is 1, too",
            "   64  wrong usage",
            "   65  the file cannot be locked",
            "   66  the file cannot be opened",
            "   69  the command cannot be run, or no lock backend can be used",
            "   70  an internal error",
            "   71  there is no memory to start the command",
            "   74  the standard output cannot be written",
            "   76  the lock was lost on its server while the command ran (--on-loss)",
            "  128 + N  signal N ended the command, or the wait for the lock");

    private ExitCode() {}
}
