# what:  an existing file is opened with O_CREAT
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/LockFileOpener.java
# module: backend-posix
# tests: OtherUserTest#fileInAStickyFolderCanBeLocked*
s/libc\.open\(bytes, flags\)/libc.create(bytes, flags | platform.create(), 0600)/;
