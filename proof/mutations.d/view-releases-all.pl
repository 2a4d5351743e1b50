# what:  closing a view of some bytes releases what was locked through other views of them
# file:  api/src/main/java/io/github/portalocker/internal/queue/LockScope.java
# module: api
# tests: RangeTest#*
s/return this == scope \|\|.*?;/return true;/;
