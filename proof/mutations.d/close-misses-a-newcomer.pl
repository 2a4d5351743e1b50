# what:  a close does not reach a thread on its way into the queue
# file:  api/src/main/java/io/github/portalocker/internal/acquire/BlockingAcquisition.java
# module: api
# tests: ListenerTest#closeOnTheWay*
s/if \(request\.isClosed\(\)\) \{\s*me\.signal\(\);[^\n]*\n\s*\}//;
