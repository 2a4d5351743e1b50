# what:  posix-universal keeps the first lock when it cannot have the second
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/LockProtocol.java
# module: backend-posix
# tests: UniversalTest#failedAttemptOnAnOpenFileLeavesNothingHeld*
s/if \(second < 0\) \{/if (second > 0) {/;
