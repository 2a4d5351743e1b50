# what:  a hold counts as released before the system has released it
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: backend-posix
# tests: FailingLockCallsTest#failedReleaseCanBeRepeated*
s/(boolean last = HoldList\.isOnly\(hold\);)/$1\n            hold.released = true;/;
