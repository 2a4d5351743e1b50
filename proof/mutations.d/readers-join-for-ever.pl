# what:  the readers of one JVM keep a writer elsewhere from a lock of a server
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: api
# tests: ServerLocksTest#readersOfOneJvm*
s/\(joining == null \|\| joining\.oneMore\(\)/(true/;
