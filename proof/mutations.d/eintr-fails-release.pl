# what:  a release that a signal interrupts is an error
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/PosixHandle.java
# module: backend-posix
# tests: FailingLockCallsTest#interruptedReleaseIsMadeAgain*
s/(\.unlock\(system\.libc.{0,120}?\} while \()system\.platform\(\)\.is\(result, Errno\.EINTR\)/$1result == 1/s;
