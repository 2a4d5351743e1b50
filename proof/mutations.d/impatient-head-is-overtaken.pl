# what:  a waiter that has waited in vain for long is overtaken all the same
# file:  api/src/main/java/io/github/portalocker/internal/queue/LockQueue.java
# module: api
# tests: QueueTest#newcomerDoesNotOvertake*
s/\(headIsImpatient \|\| /(/;
