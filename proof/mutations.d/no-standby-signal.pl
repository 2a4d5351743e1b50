# what:  only real-time signals end waits, which the kernel may refuse to queue
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/WaitSignal.java
# module: backend-posix
# tests: PosixFlockContractTest#waitEndsThoughAnotherProcessQueuesAllSignalsMeanwhile*
s/if \(handleStandby\(\) &&/if (number == SIGURG \&\& handleStandby() \&\&/;
