# what:  an attempt that a signal interrupts is a success, as in FileChannel.tryLock
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/PosixHandle.java
# module: backend-posix
# tests: FailingLockCallsTest#interruptedAttemptIsMadeAgain*
s/(\.tryLock\(.{0,120}?\} while \()system\.platform\(\)\.is\(result, Errno\.EINTR\)(\);\s*if \(result >= 0)/$1result == 1$2 || system.platform().is(result, Errno.EINTR)/s;
