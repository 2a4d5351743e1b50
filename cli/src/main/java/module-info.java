import org.jspecify.annotations.NullMarked;

/** The {@code portalocker} command. */
@NullMarked
module io.github.portalocker.cli {
    requires com.google.gson;
    requires io.github.portalocker;
    requires io.github.portalocker.recipes;
    requires jdk.unsupported; // sun.misc.Signal
    requires static org.jspecify;
}
