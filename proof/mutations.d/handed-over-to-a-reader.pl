# what:  a waiter that wants to share gets an exclusive lock handed over
# file:  api/src/main/java/io/github/portalocker/internal/queue/LockQueue.java
# module: api
# tests: HandOverTest#lockIsReleasedFirst*
s/first\.wanted == descriptor && first\.mode == LockMode\.EXCLUSIVE/first.wanted == descriptor/;
