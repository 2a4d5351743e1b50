# what:  a wait that a foreign signal interrupts is an error
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/SignalledWait.java
# module: backend-posix
# tests: FailingLockCallsTest#interruptedWaitGoesOn*
s/if \(!system\.platform\(\)\.is\(result, Errno\.EINTR\)\)/if (!cancelled)/;
