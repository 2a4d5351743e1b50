# what:  a waiter takes the interrupt flag down and forgets it
# file:  api/src/main/java/io/github/portalocker/internal/queue/Waiter.java
# module: api
# tests: InterruptTest#*
s/interrupted = true;/interrupted = false;/;
