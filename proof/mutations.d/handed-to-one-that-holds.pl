# what:  a lock that was handed off to a waiter which has its hold already is left to no one
# file:  api/src/main/java/io/github/portalocker/internal/acquire/BlockingAcquisition.java
# module: api
# tests: HandOverTest#holdThat*
s/open\.lock\.unlockUntaken\(hold != null\);/if (hold == null) { open.lock.unlockUntaken(false); }/;
