# what:  the readers of one JVM share one lock without end, and so starve a writer elsewhere on a server
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: api
# tests: ServerLocksTest#readersOfOneJvm*
s/return joining == null \|\| joining\.oneMore\(\) \|\| /return joining == null || true || /;
