import org.jspecify.annotations.NullMarked;

/** The descriptors of open channels, for the POSIX backends, whichever way they call libc. */
@NullMarked
@SuppressWarnings({"module", "requires-automatic"
}) // the modules named in exports need not be there; JNA has no descriptor
module io.github.portalocker.posix.channels {
    requires transitive io.github.portalocker.posix.core;
    requires static com.sun.jna;
    requires static org.jspecify;

    exports io.github.portalocker.posix.channels to
            io.github.portalocker.posix,
            io.github.portalocker.ffm;
}
