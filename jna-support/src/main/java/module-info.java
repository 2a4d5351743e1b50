import org.jspecify.annotations.NullMarked;

/** What the backends that use JNA share. */
@NullMarked
@SuppressWarnings({"module", "requires-automatic"
}) // the modules named in exports need not be there; JNA has no descriptor
module io.github.portalocker.jna {
    requires transitive io.github.portalocker;
    requires static com.sun.jna; // its users that cannot do without it require it themselves
    requires static transitive org.jspecify;

    exports io.github.portalocker.jna to
            io.github.portalocker.posix,
            io.github.portalocker.windows,
            io.github.portalocker.ffm;
}
