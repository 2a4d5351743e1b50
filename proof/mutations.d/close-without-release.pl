# what:  a lock by path ends with its descriptor, without being given back before
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: backend-posix
# tests: FailingLockCallsTest#failureToCloseIsReportedAndLeavesNothingHeld*
s/(else if \()(!open\.isAbandoned\(\)\) \{\s*grant\(\)\.release\(\);)/$1open.isAdopted() && $2/;
