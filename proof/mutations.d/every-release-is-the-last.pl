# what:  the first of those that share a lock releases it for all
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: api
# tests: HandleTest#sharedLocks*,RangeTest#usersOfOneRange*
s/boolean last = HoldList\.isOnly\(hold\);/boolean last = true;/;
