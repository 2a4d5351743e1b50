import org.jspecify.annotations.NullMarked;

/** Tests that exclude each other across JVMs. */
@NullMarked
module io.github.portalocker.junit {
    requires io.github.portalocker;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;

    exports io.github.portalocker.junit;

    opens io.github.portalocker.junit to
            org.junit.platform.commons; // JUnit makes the extension
}
