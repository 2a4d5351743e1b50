# what:  a file is never looked at again: whatever the path names, it is taken for the one that is open
# file:  posix-core/src/main/java/io/github/portalocker/posix/core/OwnHandle.java
# module: backend-posix
# tests: DelayedCallsTest#fileReplacedMeanwhileIsNotHeld*,PosixFlockContractTest#waiterGoesOnWithTheFileThatItsPathNames*
s/return now != null && now\.identity\(\)\.equals\(file\);/return now != null;/;
