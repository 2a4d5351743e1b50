import org.jspecify.annotations.NullMarked;

/** Common uses of file locks, over the public API. */
@NullMarked
module io.github.portalocker.recipes {
    requires transitive io.github.portalocker;
    requires static jdk.net;
    requires static transitive org.jspecify;

    exports io.github.portalocker.recipes;

    uses io.github.portalocker.spi.LockBackend;
}
