import org.jspecify.annotations.NullMarked;

/** POSIX file locks through java.lang.foreign. */
@NullMarked
@SuppressWarnings("requires-automatic") // AutoService has no module descriptor
module io.github.portalocker.ffm {
    requires transitive io.github.portalocker;
    requires io.github.portalocker.jna;
    requires io.github.portalocker.posix.core;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides io.github.portalocker.spi.LockBackend with
            io.github.portalocker.ffm.FfmFlockBackend,
            io.github.portalocker.ffm.FfmOfdBackend,
            io.github.portalocker.ffm.FfmUniversalBackend;
}
