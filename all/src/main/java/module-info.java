import org.jspecify.annotations.NullMarked;

/** The API and all backends: whoever requires this module has them all at run time. */
@NullMarked
module io.github.portalocker.all {
    requires transitive io.github.portalocker;
    requires io.github.portalocker.ffm;
    requires io.github.portalocker.nio;
    requires io.github.portalocker.posix;
    requires io.github.portalocker.windows;
    requires static org.jspecify;
}
