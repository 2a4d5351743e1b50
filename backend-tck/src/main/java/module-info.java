import org.jspecify.annotations.NullMarked;

/** Tests for backends to extend. */
@NullMarked
module io.github.portalocker.tck {
    requires transitive io.github.portalocker;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires transitive org.opentest4j;
    requires org.assertj.core;
    requires static transitive org.jspecify;

    exports io.github.portalocker.tck;
}
