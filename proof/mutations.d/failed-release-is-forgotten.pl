# what:  a hold counts as released before the system has released it
# file:  api/src/main/java/io/github/portalocker/internal/OpenFile.java
# module: backend-posix
# tests: FailingLockCallsTest#failedReleaseCanBeRepeated*
s/(boolean last = hold\.older == null && hold\.newer == null;)/$1\n            hold.released = true;/;
