# what:  the deadline of a waiter never passes
# file:  api/src/main/java/io/github/portalocker/internal/Acquisition.java
# module: api
# tests: TimeoutTest#waitForAThread*
s/boolean lastAttempt = deadline\(\)\.hasPassed\(\);/boolean lastAttempt = !deadline().allowsWaiting();/;
