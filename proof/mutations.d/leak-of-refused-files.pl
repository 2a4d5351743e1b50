# what:  what is no regular file stays open
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/LockFileOpener.java
# module: backend-posix
# tests: SpecialFilesTest#thousandsOfFailuresLeaveNoDescriptorOpen*
s/if \(!done\) \{\s*libc\.close\(descriptor\);/if (!done) {/;
