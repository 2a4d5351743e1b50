# what:  a wait that a signal interrupts is a success
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/SignalledWait.java
# module: backend-posix
# tests: FailingLockCallsTest#interruptedWaitGoesOn*
s/if \(result >= 0\)/if (result >= 0 || system.platform().is(result, Errno.EINTR))/;
