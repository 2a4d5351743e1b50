# what:  a lock is handed over to a waiter that leaves, and stays locked
# file:  api/src/main/java/io/github/portalocker/internal/acquire/BlockingAcquisition.java
# module: api
# tests: HandOverTest#waiterThat*
s|open\.lock\.unlockUntaken\(hold != null\);||;
