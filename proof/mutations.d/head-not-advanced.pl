# what:  the first waiter leaves, and none takes its place
# file:  api/src/main/java/io/github/portalocker/internal/queue/FileQueue.java
# module: api
# tests: QueueTest#*
s/head = next;/head = next == null ? null : head;/;
