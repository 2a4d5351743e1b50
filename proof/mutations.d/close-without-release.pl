# what:  the last user closes the descriptor without giving the lock back before
# file:  api/src/main/java/io/github/portalocker/internal/OpenFile.java
# module: backend-posix
# tests: FailingLockCallsTest#failureToCloseIsReportedAndLeavesNothingHeld*
s/(private void unlock\([^)]*\)[^{]*\{\s*)(handle\.unlock\([^)]*\);)/$1if (users.get() > 1) $2/;
