/*
 * Prints every number of the C library and the kernel that the Linux tables of this module contain, one "NAME VALUE" a line,
 * as the headers of the compiler's target have it. ConstantsTest compares. Runs on a C compiler for any processor.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <linux/magic.h>
#endif

#if defined(__x86_64__)
#define PROCESSOR "amd64"
#elif defined(__i386__)
#define PROCESSOR "i386"
#elif defined(__aarch64__)
#define PROCESSOR "aarch64"
#elif defined(__arm__)
#define PROCESSOR "arm"
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define PROCESSOR "ppc64le"
#elif defined(__s390x__)
#define PROCESSOR "s390x"
#elif defined(__riscv) && __riscv_xlen == 64
#define PROCESSOR "riscv64"
#elif defined(__loongarch64)
#define PROCESSOR "loongarch64"
#else
#error "Java's name of this processor (os.arch) belongs here"
#endif

#define NUMBER(name) printf(#name " %lld\n", (long long)(name))
#define SIZE(type) printf("size:" #type " %zu\n", sizeof(type))
#define MEMBER(type, member)                                                                                       \
    printf("offset:" #type "." #member " %zu\nsize:" #type "." #member " %zu\n", offsetof(type, member),           \
           sizeof(((type *)0)->member))

/* What fcntl64 takes on 32-bit processors; musl has one structure, and no other name for it. */
#ifdef __GLIBC__
typedef struct flock64 flock_t;
#else
typedef struct flock flock_t;
#endif
typedef struct statx statx_t;
typedef struct statfs statfs_t;
typedef struct sigaction sigaction_t;

int main(void) {
    const unsigned short one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    printf("processor %s\nbigEndian %d\n", PROCESSOR, first == 0);
    SIZE(void *);
    SIZE(size_t);
    SIZE(pthread_t);
    SIZE(mode_t);

    NUMBER(O_RDONLY);
    NUMBER(O_RDWR);
    NUMBER(O_CREAT);
    NUMBER(O_NONBLOCK);
    NUMBER(O_NOFOLLOW);
    NUMBER(O_CLOEXEC);
    NUMBER(POSIX_FADV_DONTNEED);
    NUMBER(SEEK_SET);
    NUMBER(SEEK_END);
    NUMBER(F_GETFL);
    NUMBER(LOCK_SH);
    NUMBER(LOCK_EX);
    NUMBER(LOCK_NB);
    NUMBER(LOCK_UN);
    NUMBER(S_IFMT);
    NUMBER(S_IFREG);
    NUMBER(S_IFDIR);
    NUMBER(S_IFIFO);
    NUMBER(S_IFSOCK);

#ifdef F_OFD_SETLK
    NUMBER(F_OFD_SETLK);
    NUMBER(F_OFD_SETLKW);
#endif
    NUMBER(F_RDLCK);
    NUMBER(F_WRLCK);
    NUMBER(F_UNLCK);
    SIZE(flock_t);
    MEMBER(flock_t, l_type);
    MEMBER(flock_t, l_whence);
    MEMBER(flock_t, l_start);
    MEMBER(flock_t, l_len);
    MEMBER(flock_t, l_pid);

    NUMBER(AT_FDCWD);
    NUMBER(AT_SYMLINK_NOFOLLOW);
    NUMBER(AT_NO_AUTOMOUNT);
    NUMBER(AT_EMPTY_PATH);
#ifdef STATX_TYPE
    NUMBER(STATX_TYPE);
    NUMBER(STATX_MODE);
    NUMBER(STATX_INO);
    SIZE(statx_t);
    MEMBER(statx_t, stx_mode);
    MEMBER(statx_t, stx_ino);
    MEMBER(statx_t, stx_dev_major);
    MEMBER(statx_t, stx_dev_minor);
#endif

    SIZE(sigaction_t);
    MEMBER(sigaction_t, sa_handler);
    MEMBER(sigaction_t, sa_flags);
    NUMBER(SA_RESTART);
    printf("SIG_IGN %lld\n", (long long)(size_t)SIG_IGN);
    NUMBER(SIGRTMIN);
    NUMBER(SIGRTMAX);

    SIZE(statfs_t);
    MEMBER(statfs_t, f_type);
#ifdef __GLIBC__
    NUMBER(EXT4_SUPER_MAGIC);
    NUMBER(XFS_SUPER_MAGIC);
    NUMBER(BTRFS_SUPER_MAGIC);
    NUMBER(TMPFS_MAGIC);
    NUMBER(OVERLAYFS_SUPER_MAGIC);
    NUMBER(NFS_SUPER_MAGIC);
    NUMBER(SMB_SUPER_MAGIC);
    NUMBER(CIFS_SUPER_MAGIC);
    NUMBER(SMB2_SUPER_MAGIC);
    NUMBER(FUSE_SUPER_MAGIC);
    NUMBER(V9FS_MAGIC);
    NUMBER(CEPH_SUPER_MAGIC);
    NUMBER(AFS_SUPER_MAGIC);
    NUMBER(AFS_FS_MAGIC);
    NUMBER(CODA_SUPER_MAGIC);
    NUMBER(NCP_SUPER_MAGIC);
    NUMBER(OCFS2_SUPER_MAGIC);
#endif

    NUMBER(EPERM);
    NUMBER(ENOENT);
    NUMBER(ENOEXEC);
    NUMBER(EINTR);
    NUMBER(EIO);
    NUMBER(ENXIO);
    NUMBER(EBADF);
    NUMBER(EAGAIN);
    NUMBER(EWOULDBLOCK);
    NUMBER(ENOMEM);
    NUMBER(EACCES);
    NUMBER(EBUSY);
    NUMBER(EEXIST);
    NUMBER(ENODEV);
    NUMBER(ENOTDIR);
    NUMBER(EISDIR);
    NUMBER(EINVAL);
    NUMBER(ENFILE);
    NUMBER(EMFILE);
    NUMBER(ETXTBSY);
    NUMBER(EFBIG);
    NUMBER(ENOSPC);
    NUMBER(EROFS);
    NUMBER(EMLINK);
    NUMBER(EDEADLK);
    NUMBER(ENAMETOOLONG);
    NUMBER(ENOLCK);
    NUMBER(ENOSYS);
    NUMBER(ENODATA);
    NUMBER(ELOOP);
    NUMBER(EOVERFLOW);
    NUMBER(ENOTSUP);
    NUMBER(EOPNOTSUPP);
    NUMBER(ESTALE);
    NUMBER(EDQUOT);
    return 0;
}
