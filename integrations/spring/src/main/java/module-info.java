import org.jspecify.annotations.NullMarked;

/** Spring Integration's locks and Micrometer's meters over locks on names. */
@NullMarked
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // neither has a module descriptor
module io.github.portalocker.spring {
    requires transitive io.github.portalocker;
    requires static transitive micrometer.core;
    requires static transitive org.jspecify;
    requires static transitive spring.integration.core;

    exports io.github.portalocker.spring;
}
