import org.jspecify.annotations.NullMarked;

/** The POSIX backends, written once over an interface to libc; each way to call libc is a module of its own. */
@NullMarked
@SuppressWarnings("module") // the modules named in exports need not be there
module io.github.portalocker.posix.core {
    requires transitive io.github.portalocker;
    requires static transitive org.jspecify;

    exports io.github.portalocker.posix.core to
            io.github.portalocker.posix,
            io.github.portalocker.posix.channels,
            io.github.portalocker.ffm;
}
