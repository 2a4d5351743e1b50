# what:  only cancel withdraws the wait of a future
# file:  api/src/main/java/io/github/portalocker/internal/acquire/AsyncAcquisition.java
# module: api
# tests: WithdrawalTest#futureThatIsCompletedLeavesItsFile*
s/-> acquisition\.withdraw\(\)\)/-> {\n            if (acquisition.future.isCancelled()) {\n                acquisition.withdraw();\n            }\n        })/;
