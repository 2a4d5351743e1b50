# what:  only cancel withdraws the wait of a future
# file:  api/src/main/java/io/github/portalocker/internal/acquire/AsyncAcquisition.java
# module: api
# tests: WithdrawalTest#futureThatIsCompletedLeavesItsFile*
s/-> acquisition\.end\(failure\)\)/-> {\n            if (acquisition.future.isCancelled()) {\n                acquisition.end(failure);\n            }\n        })/;
