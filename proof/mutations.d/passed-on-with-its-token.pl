# what:  a lock with a fencing token is passed on to the next thread, which has the same one then
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: api
# tests: ServerLocksTest#threadsInARow*
s/return mayHandOff\s*&& hold\.mode\(\)/return hold.mode()/;
