import org.jspecify.annotations.NullMarked;

/** What file locks are taken for, over the public API. */
@NullMarked
module io.github.portalocker.recipes {
    requires transitive io.github.portalocker;
    requires static jdk.net;
    requires static transitive org.jspecify;

    exports io.github.portalocker.recipes;

    uses io.github.portalocker.spi.LockBackend;
}
