# what:  a future that is cancelled stays in the queue
# file:  api/src/main/java/io/github/portalocker/internal/acquire/AsyncAcquisition.java
# module: api
# tests: AsyncTest#endWithdrawsAWaitInTheMiddleOfTheQueue*
s/(void withdraw\(\) \{\s*)if \(stage/$1if (Thread.currentThread() == null \&\& stage/;
