# what:  a shared lock that a server has dropped is shared with another thread
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: api
# tests: LostLocksTest#lostSharedLockIsNotJoined*
s/(now != null) && noteLoss\(\)/$1 \&\& mode == LockMode.EXCLUSIVE \&\& noteLoss()/; s/if \(lost \|\| \(held != null && isKnownLost\(\)\)\)/if (lost)/;
