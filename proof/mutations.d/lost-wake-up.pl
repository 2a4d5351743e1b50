# what:  a release wakes no waiter
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: api
# tests: QueueTest#waitersAreServed*,ReadWriteLockTest#threadsShare*
s/(void release\(Hold hold\).*?finally \{\s*mutex\.unlock\(\);\s*)queue\.signalHead\(\);/$1/s;
