import org.jspecify.annotations.NullMarked;

/** File locks that behave the same on every platform: the contract users call and the SPI backends implement. */
@NullMarked
module io.github.portalocker {
    requires static transitive org.jspecify;

    exports io.github.portalocker;
    exports io.github.portalocker.spi;

    uses io.github.portalocker.spi.LockBackend;
}
