# what:  a thread that retakes a lock never lets other processes go first
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: api
# tests: LettingOthersGoFirstTest
s/ && letOthersGoFirst\(\)/ && false/;
