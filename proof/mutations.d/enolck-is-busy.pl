# what:  no locks available (ENOLCK) counts as contention, as in SQLite
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/PosixHandle.java
# module: backend-posix
# tests: FailingLockCallsTest#systemWithoutFreeLocksIsNoContention*
s/return system\.platform\(\)\.is\(result, Errno\.EAGAIN\)/return system.platform().is(result, Errno.EAGAIN) || system.platform().is(result, Errno.ENOLCK)/;
