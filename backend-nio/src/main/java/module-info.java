import org.jspecify.annotations.NullMarked;

/** File locks through {@code FileChannel.tryLock}. */
@NullMarked
@SuppressWarnings("requires-automatic") // AutoService has no module descriptor
module io.github.portalocker.nio {
    requires transitive io.github.portalocker;
    requires jdk.unsupported; // com.sun.nio.file
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides io.github.portalocker.spi.LockBackend with
            io.github.portalocker.nio.NioBackend;
}
