package io.github.portalocker.posix;

import io.github.portalocker.jna.JnaBinding;
import io.github.portalocker.jna.JnaTroubles;
import io.github.portalocker.jna.JniChannelDescriptors;
import io.github.portalocker.posix.core.ChannelDescriptors;
import io.github.portalocker.posix.core.Libc;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.Availability.Unavailable;

/** Reaches libc through JNA; this class itself loads without JNA. */
final class JnaAccess implements PosixLockBackend.NativeAccess {
    private static final String LIBRARY = "libc";
    static final JnaBinding<JnaLibc> LIBC = new JnaBinding<>(LIBRARY, () -> JnaLibc.bind());

    @Override
    public Libc libc() {
        return LIBC.get();
    }

    @Override
    public ChannelDescriptors channels() {
        return JniChannelDescriptors.load()::descriptor;
    }

    @Override
    public Unavailable explain(Throwable failure) {
        return JnaTroubles.explain(failure, LIBRARY);
    }
}
