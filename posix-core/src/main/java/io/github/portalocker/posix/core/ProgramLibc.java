package io.github.portalocker.posix.core;

import org.jspecify.annotations.Nullable;

/**
 * The functions of the C library that it takes to start programs.
 *
 * <p>Each returns what {@link Libc} says. Words are without NUL bytes.
 */
public interface ProgramLibc {
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
