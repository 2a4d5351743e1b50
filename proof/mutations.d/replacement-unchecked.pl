# what:  a file that was replaced is taken for the one that the path names
# file:  api/src/main/java/io/github/portalocker/internal/handle/FileOpener.java
# module: api
# tests: ReplacementTest#*
s/current = open\.isCurrent\(\);/current = true;/
