# what:  the deadline of a waiter never passes
# file:  api/src/main/java/io/github/portalocker/internal/acquire/Acquisition.java
# module: api
# tests: TimeoutTest#waitForAThread*
s/boolean lastAttempt = deadline\(\)\.hasPassed\(\);/boolean lastAttempt = !deadline().allowsWaiting();/;
