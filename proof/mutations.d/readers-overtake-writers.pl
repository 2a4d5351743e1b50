# what:  a reader does not queue behind a writer that waits
# file:  api/src/main/java/io/github/portalocker/internal/queue/LockQueue.java
# module: api
# tests: QueueTest#readerDoesNotOvertakeAWriterThatWaits*
s/writerWaits && mode == LockMode\.SHARED/false/;
