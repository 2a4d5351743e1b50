# what:  nio lets newcomers share a lock that the closing of another channel has dropped
# file:  backend-nio/src/main/java/io/github/portalocker/nio/FileLocks.java
# module: backend-nio
# tests: NioInOneJvmTest#*Told*
s/boolean all = allAreLost\(\);/boolean all = false;/;
