# what:  the signal that ends a wait is sent once
# file:  api/src/main/java/io/github/portalocker/internal/HelperWait.java
# module: backend-posix
# tests: DelayedCallsTest#signalThatComesTooEarlyIsSentAgain*
s/(boolean cancel\([^)]*\)[^{]*\{)/private boolean sent;\n\n    $1/;
s/if \(!wait\.cancel\(\)\)/if (!sent \&\& !(sent = wait.cancel()))/;
