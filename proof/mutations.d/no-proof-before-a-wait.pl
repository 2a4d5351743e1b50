# what:  a thread waits in the kernel though it cannot let the signals in that would end the wait
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/SignalledWait.java
# module: backend-posix
# tests: UnusualSystemTest#threadThatCannotLetSignalsInPolls*
s/long blocked = signal\.letIn\(hasStandby\);/long blocked = Math.max(0, signal.letIn(hasStandby));/;
