# what:  the signal that ends a wait is sent once
# file:  api/src/main/java/io/github/portalocker/internal/wait/CancellableWait.java
# module: backend-posix
# tests: UnusualSystemTest#signalThatComesTooEarlyIsSentAgain*
s/(if \(!reaches\(\) && isNews\(\)\) \{.*?\n            \})/$1\n            if (pause > 0) {\n                return;\n            }/s;
