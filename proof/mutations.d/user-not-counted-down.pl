# what:  a user of a file goes without being counted
# file:  api/src/main/java/io/github/portalocker/internal/handle/HandleLock.java
# module: api
# tests: HandleTest#lockByPathIsFourCalls*
s/(hadPassedOn = passedOn;\s*)open\.leave\(\);/$1/;
