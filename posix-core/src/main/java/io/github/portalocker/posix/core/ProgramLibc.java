package io.github.portalocker.posix.core;

import org.jspecify.annotations.Nullable;

/**
 * The functions of the C library that it takes to start programs.
 *
 * <p>Each returns what {@link Libc} says. Words are without NUL bytes.
 */
public interface ProgramLibc {
    /** Bytes for a {@code posix_spawnattr_t}: as large as that of glibc and of musl, and more. */
    int ATTRIBUTES_SIZE = 1_024;

    /** Bytes of a {@code siginfo_t}. */
    int INFORMATION_SIZE = 128;

    /** A flag of posix_spawn(3): the child begins with a mask of signals that is given. */
    short POSIX_SPAWN_SETSIGMASK = 8;

    /** An id of waitid(2) is that of a process. */
    int P_PID = 1;

    /** A flag of waitid(2): for the end of a process. */
    int WEXITED = 4;

    /** A flag of waitid(2): the process stays to be collected. */
    int WNOWAIT = 0x01000000;

    /** A flag of waitpid(2): without waiting. */
    int WNOHANG = 1;

    /** fcntl(2) with a number; variadic, so that it must be passed as a variable argument. */
    int fcntl(int descriptor, int command, int argument);

    /** close_range(2), Linux; minus ENOSYS where the C library lacks it. */
    int closeRange(int first, int last, int flags);

    /** unshare(2), Linux. */
    int unshare(int flags);

    /** pipe(2); the array gets the end to read and the end to write. */
    int pipe(int[] ends);

    /** setenv(3), or unsetenv(3) without a value. */
    int setEnvironment(String name, byte @Nullable [] value);

    /**
     * posix_spawnp(3) with this process's environment, which returns the error number itself; here negated like the others.
     *
     * @param mask the signals to be blocked, 128 bytes
     * @return the process id
     */
    int spawn(byte[] program, byte[][] words, byte[] mask);

    /** execvp(3); returns a negated errno, or not at all. */
    int exec(byte[] program, byte[][] words);

    /** waitid(2) for the end of a process, which stays to be collected. */
    int awaitEnd(int process);

    /** waitpid(2), without waiting: the status of a process that has ended. */
    int collect(int process, int[] status);

    /** kill(2). */
    int kill(int process, int signal);

    /** strerror(3). */
    String describe(int errno);
}
