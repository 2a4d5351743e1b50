# what:  what is cached of a file of NFS is kept by those who had to wait for it
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/SignalledWait.java
# module: backend-posix
# tests: UnusualSystemTest#whatIsCachedOfAFileOfNfsIsForgottenWithEachLock*
s/\s*handle\.noteGrant\(handle\.descriptor\(\), mode\);//;
