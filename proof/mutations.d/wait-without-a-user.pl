# what:  a wait in the kernel does not keep its file open
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: api
# tests: HandleTest#handleStaysOpen*
s/(waitedFor = true;\s*)open\.addAnotherUser\(\);[^\n]*/$1/; s/(Hold endWait\(.*?)open\.leave\(\);/$1waitedFor = false;/s;
