package io.github.portalocker.posix;

import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.jna.JnaBinding;
import io.github.portalocker.jna.JnaTroubles;
import io.github.portalocker.jna.JniFields;
import io.github.portalocker.posix.core.ChannelDescriptors;
import io.github.portalocker.posix.core.Libc;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.posix.core.ProgramLibc;
import io.github.portalocker.spi.BorrowedDescriptor;

/** Reaches libc through JNA; this class itself loads without JNA. */
final class JnaAccess implements PosixLockBackend.NativeAccess {
    private static final String LIBRARY = "libc";
    static final JnaBinding<JnaLibc> LIBC = new JnaBinding<>(LIBRARY, () -> JnaLibc.bind());

    @Override
    public Libc libc() {
        return LIBC.get();
    }

    @Override
    public ProgramLibc programs() {
        return JnaProgramLibc.load();
    }

    @Override
    public ChannelDescriptors channels() {
        JniFields fields = JniFields.load("fd", int.class);
        return channel -> BorrowedDescriptor.of(channel, fields);
    }

    @Override
    public Unavailable explain(Throwable failure) {
        return JnaTroubles.explain(failure, LIBRARY);
    }
}
