# what:  a lock that arrives for a waiter who has left is kept
# file:  api/src/main/java/io/github/portalocker/internal/acquire/Acquisition.java
# module: api
# tests: KernelWaitTest#lockThatArrives*
s/(boolean cancelled = waiter\.isCancelled\(\);.*?)lock\(\)\.discard\(hold\);/$1hold.mode();/s;
