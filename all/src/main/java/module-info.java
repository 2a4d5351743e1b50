import org.jspecify.annotations.NullMarked;

/**
 * All of Portalocker in one dependency: the API and every backend. This module has no code of its own.
 *
 * <p>The API is module {@code io.github.portalocker}, documented with the artifact
 * <a href="https://javadoc.io/doc/io.github.portalocker/portalocker-api">portalocker-api</a>: start with
 * {@code io.github.portalocker.Portalocker}. The backends have no API: they are found as services.
 *
 * <p>From Java 24 on, add {@code --enable-native-access=com.sun.jna,io.github.portalocker.ffm} on the module path, or
 * {@code --enable-native-access=ALL-UNNAMED} on the class path.
 */
@NullMarked
module io.github.portalocker.all {
    requires transitive io.github.portalocker;
    requires io.github.portalocker.ffm;
    requires io.github.portalocker.nio;
    requires io.github.portalocker.posix;
    requires io.github.portalocker.windows;
    requires static org.jspecify;
}
