# what:  nio takes every lock of this JVM that it meets for one on the file of the next best channel
# file:  backend-nio/src/main/java/io/github/portalocker/nio/SameFile.java
# module: backend-nio
# tests: NioInOneJvmTest#sharedLockOfOtherCodeIsContention*
s/marking\.differsFrom\(file\);\s*return false;/return true;/;
