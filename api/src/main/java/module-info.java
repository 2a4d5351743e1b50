import org.jspecify.annotations.NullMarked;

/** File locks that behave the same on every platform: the contract users call and the SPI backends implement. */
@NullMarked
@SuppressWarnings("module") // the modules named in exports need not be there
module io.github.portalocker {
    requires static jdk.jfr;
    requires static transitive org.jspecify;

    exports io.github.portalocker;
    exports io.github.portalocker.spi;
    exports io.github.portalocker.internal.log to
            io.github.portalocker.nio;
    exports io.github.portalocker.internal.names to
            io.github.portalocker.cli;
    exports io.github.portalocker.internal.network to
            io.github.portalocker.cli,
            io.github.portalocker.nio,
            io.github.portalocker.posix.core;
    exports io.github.portalocker.internal.programs to
            io.github.portalocker.cli,
            io.github.portalocker.posix.core;
    exports io.github.portalocker.internal.select to
            io.github.portalocker.cli;

    uses io.github.portalocker.spi.LockBackend;
    uses io.github.portalocker.spi.LockServerProvider;
}
