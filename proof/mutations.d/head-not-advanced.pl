# what:  the first waiter leaves, and none takes its place
# file:  api/src/main/java/io/github/portalocker/internal/queue/LockQueue.java
# module: api
# tests: QueueTest#*
s/head = next;/head = next == null ? null : head;/;
