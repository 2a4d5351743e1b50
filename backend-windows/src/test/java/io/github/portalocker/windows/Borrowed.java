package io.github.portalocker.windows;

import java.io.FileDescriptor;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

import io.github.portalocker.jna.JniFields;
import io.github.portalocker.spi.BorrowedDescriptor;

/** Real channels with HANDLEs of {@link FakeKernel32}. */
final class Borrowed {
    private Borrowed() {}

    static BorrowedDescriptor of(FileChannel channel, long handle) throws ClosedChannelException {
        JniFields fields = JniFields.load("fd", int.class);
        return BorrowedDescriptor.of(channel, new BorrowedDescriptor.PrivateFields() {
            @Override
            public Object object(Object owner, Class<?> declaring, String name, Class<?> type) {
                return fields.object(owner, declaring, name, type);
            }

            @Override
            public long number(FileDescriptor descriptor) {
                return handle;
            }
        });
    }
}
