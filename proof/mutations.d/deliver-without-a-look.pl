# what:  a lock is given to a future that has another value
# file:  api/src/main/java/io/github/portalocker/internal/acquire/AsyncAcquisition.java
# module: api
# tests: AsyncTest#*Arriv*
s/if \(!future\.complete\(source\.give\(hold\)\)\) \{\s*hold\.open\.lock\.discard\(hold\);\s*\}/future.complete(source.give(hold));/;
