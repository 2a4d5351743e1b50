# what:  a release wakes no waiter
# file:  api/src/main/java/io/github/portalocker/internal/DescriptorLock.java
# module: api
# tests: QueueTest#waitersAreServed*,ReadWriteLockTest#threadsShare*
s/(void release\(Hold hold\).*?finally \{\s*mutex\.unlock\(\);\s*)jvmFile\.signalHead\(\);/$1/s;
