# what:  nio closes its channel though the channel of a caller has a lock on the file
# file:  backend-nio/src/main/java/io/github/portalocker/nio/KnownChannel.java
# module: backend-nio
# tests: NioContractTest#attemptsOfThisJvmCostNoLockOnAChannel*
s/return metNone \|\|.*?;/return metNone || mayTry || true;/;
