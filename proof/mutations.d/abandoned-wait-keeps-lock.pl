# what:  a lock that comes for a wait which was left to itself is kept
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: api
# tests: KernelWaitTest#*OutOfReach*
s/given != null && triesBlock \? release\(given\) : null/null/; s/triesBlock \? early : release\(given\)/null/;
