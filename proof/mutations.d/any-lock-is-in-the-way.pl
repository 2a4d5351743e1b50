# what:  where ranges are locked, a thread that holds anything is refused as one that would wait for itself
# file:  api/src/main/java/io/github/portalocker/internal/queue/LockQueue.java
# module: api
# tests: RangeTest#*
s/\.filter\(other -> key\.range\.overlaps.*?\n( +\.toList\(\);)/\n$1/s;
