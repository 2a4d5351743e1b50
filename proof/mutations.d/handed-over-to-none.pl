# what:  a lock is handed over to a waiter that leaves, and stays locked
# file:  api/src/main/java/io/github/portalocker/internal/acquire/BlockingAcquisition.java
# module: api
# tests: HandOverTest#waiterThat*
s/if \(hold == null\) \{\s*open\.lock\.\w+\(\);\s*\}//;
