# what:  an attempt that a signal interrupts is a success, as in FileChannel.tryLock
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/PosixHandle.java
# module: backend-posix
# tests: FailingLockCallsTest#interruptedAttemptIsMadeAgain*
s/(\.tryLock\(.{0,120}?\} while \()system\.platform\(\)\.is\(result, Errno\.EINTR\)\);\s*return result;/$1result == 1);\n        return system.platform().is(result, Errno.EINTR) ? 0 : result;/s;
