import org.jspecify.annotations.NullMarked;

/** POSIX file locks through JNA. */
@NullMarked
@SuppressWarnings("requires-automatic") // JNA and AutoService have no module descriptors
module io.github.portalocker.posix {
    requires transitive io.github.portalocker;
    requires io.github.portalocker.jna;
    requires io.github.portalocker.posix.core;
    requires com.sun.jna;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides io.github.portalocker.spi.LockBackend with
            io.github.portalocker.posix.PosixFlockBackend,
            io.github.portalocker.posix.PosixOfdBackend,
            io.github.portalocker.posix.PosixUniversalBackend;
}
