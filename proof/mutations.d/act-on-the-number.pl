# what:  a system call on a caller's descriptor looks at the channel, but does not keep it from being closed meanwhile
# file:  api/src/main/java/io/github/portalocker/spi/BorrowedDescriptor.java
# module: backend-posix
# tests: BorrowedDescriptorTest
s/synchronized \(closeLock\) \{\s*return channel\.isOpen\(\) \? call\.on\(number\) : null;\s*\}/return channel.isOpen() ? call.on(number) : null;/;
