package io.github.portalocker.posix.core;

import org.jspecify.annotations.Nullable;

/**
 * The functions of the C library that locks need.
 *
 * <p>Each returns what the C function returns, or, where that says failure, the negated errno: one value, so that nothing
 * can overwrite the error in between. Paths end with a NUL byte. Nothing is retried here.
 */
public interface Libc {
    /** open(2) of an existing file. */
    int open(byte[] path, int flags);

    /** open(2) with O_CREAT; variadic, so that the mode must be passed as a variable argument. */
    int create(byte[] path, int flags, int mode);

    /** close(2). */
    int close(int descriptor);

    /** flock(2). */
    int flock(int descriptor, int operation);

    /** Of {@code struct flock} in its largest layout. */
    int FLOCK_SIZE = 32;

    /** fcntl(2) with a {@code struct flock} of {@link #FLOCK_SIZE} bytes, in and out; variadic, so that it must be passed as a variable argument. */
    int fcntl(int descriptor, int command, byte[] request);

    /** pthread_self(3) of the calling thread. */
    long pthreadSelf();

    /** pthread_kill(3), which returns the error number itself; here negated like the others. */
    int pthreadKill(long thread, int signal);

    /** pthread_sigmask(3), which returns the error number itself; here negated like the others. The arrays have 128 bytes. */
    int pthreadSigmask(int how, byte[] set, byte[] old);

    /** sigaction(2); null arrays are null pointers, others have 256 bytes. */
    int sigaction(int signal, byte @Nullable [] action, byte @Nullable [] old);

    /** SIGRTMIN, as the C library leaves it to programs; minus ENOSYS where there are no real-time signals. */
    int firstRealTimeSignal();

    /** SIGRTMAX; minus ENOSYS where there are no real-time signals. */
    int lastRealTimeSignal();

    /** The address of a function of the C library. */
    long address(String function);

    /** statx(2), Linux; minus ENOSYS where the C library lacks it. The buffer has 256 bytes. */
    int statx(int directory, byte[] path, int flags, int mask, byte[] buffer);

    /** fstat(2) on systems with one layout of struct stat per operating system; the buffer has 512 bytes. */
    int fstat(int descriptor, byte[] buffer);

    /** fstatfs(2), Linux; the buffer has 256 bytes. */
    int fstatfs(int descriptor, byte[] buffer);

    /** pread(2) with 64-bit offsets. */
    long pread(int descriptor, byte[] buffer, long count, long offset);

    /** pwrite(2) with 64-bit offsets. */
    long pwrite(int descriptor, byte[] buffer, long count, long offset);

    /** lseek(2) with 64-bit offsets. */
    long lseek(int descriptor, long offset, int whence);

    /** ftruncate(2) with 64-bit offsets. */
    int ftruncate(int descriptor, long size);

    /**
     * posix_fadvise(3) about a whole file, which returns the error number itself; here negated like the others. Minus ENOSYS
     * where the C library lacks it.
     */
    int fadvise(int descriptor, int advice);

    /** fsync(2). */
    int fsync(int descriptor);

    /** getxattr(2) without a buffer, Linux: the size of the attribute; minus ENOSYS where the C library lacks it. */
    long getxattr(byte[] path, byte[] name);
}
