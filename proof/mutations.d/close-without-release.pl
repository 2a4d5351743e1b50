# what:  a lock by path ends with its descriptor, without being given back before
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: backend-posix
# tests: FailingLockCallsTest#failureToCloseIsReportedAndLeavesNothingHeld*
s/(private void unlock\([^)]*\)[^{]*\{\s*try \{\s*if \()(!file\.isAbandoned\(\)\) \{\s*handle\.unlock\(\);)/$1file.isAdopted() && $2/;
