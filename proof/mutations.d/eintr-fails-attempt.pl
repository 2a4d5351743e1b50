# what:  an attempt that a signal interrupts is an error
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/PosixHandle.java
# module: backend-posix
# tests: FailingLockCallsTest#interruptedAttemptIsMadeAgain*
s/(\.tryLock\(.{0,120}?\} while \()system\.platform\(\)\.is\(result, Errno\.EINTR\)/$1result == 1/s;
