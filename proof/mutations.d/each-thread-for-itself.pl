# what:  threads do not queue: each waits for the file by itself
# file:  api/src/main/java/io/github/portalocker/internal/queue/LockQueue.java
# module: backend-posix
# tests: KernelWaitTest#manyThreadsAreOneWaiterInTheKernel*
s/return head == waiter;/return head != null || waiter != null;/;
