import org.jspecify.annotations.NullMarked;

/**
 * Cross-process file locks: the API for applications and the SPI for backends and lock servers.
 *
 * <h2>Dependencies</h2>
 *
 * <p>This module needs no other one at run time. It needs a backend: module {@code io.github.portalocker.all} (artifact
 * {@code portalocker}) brings all of them, or choose one.
 *
 * <table border="1">
 * <caption>Backends</caption>
 * <tr><th>artifact</th><th>module</th><th>systems</th><th>needs</th><th>native access on the module path, from Java 24 on</th></tr>
 * <tr><td>{@code portalocker-backend-posix}</td><td>{@code io.github.portalocker.posix}</td><td>Linux, macOS, FreeBSD</td><td>JNA</td>
 * <td>{@code --enable-native-access=com.sun.jna}</td></tr>
 * <tr><td>{@code portalocker-backend-ffm}</td><td>{@code io.github.portalocker.ffm}</td><td>Linux, macOS, FreeBSD</td><td>Java 22</td>
 * <td>{@code --enable-native-access=io.github.portalocker.ffm}</td></tr>
 * <tr><td>{@code portalocker-backend-windows}</td><td>{@code io.github.portalocker.windows}</td><td>Windows</td><td>JNA</td>
 * <td>{@code --enable-native-access=com.sun.jna}</td></tr>
 * <tr><td>{@code portalocker-backend-nio}</td><td>{@code io.github.portalocker.nio}</td><td>all</td><td>nothing</td><td>none</td></tr>
 * </table>
 *
 * <p>On the class path the flag is {@code --enable-native-access=ALL-UNNAMED}. Without the flag Java prints a warning, and a later
 * Java may refuse. {@code portalocker-server-postgresql} and {@code portalocker-server-zookeeper} keep locks on names on servers.
 *
 * <h2>Settings</h2>
 *
 * <p>Each method of {@link io.github.portalocker.FileLocker.Builder} sets one; most have a system property for the default.
 *
 * <table border="1">
 * <caption>System properties</caption>
 * <tr><th>property</th><th>values</th><th>default</th></tr>
 * <tr><td>{@code portalocker.backend}</td><td>the name of a backend, or {@code flock}, {@code ofd}, {@code universal}</td>
 * <td>the available backend with the highest priority</td></tr>
 * <tr><td>{@code portalocker.excludes}</td><td>names of domains, separated by commas</td><td>no condition</td></tr>
 * <tr><td>{@code portalocker.permissions}</td><td>such as {@code rw-rw----}</td><td>{@code rw-------}</td></tr>
 * <tr><td>{@code portalocker.reopen-if-replaced}</td><td>{@code true}, {@code false}</td><td>{@code false}</td></tr>
 * <tr><td>{@code portalocker.wait}</td><td>{@code kernel}, {@code poll}</td><td>{@code kernel}</td></tr>
 * <tr><td>{@code portalocker.holders}</td><td>{@code on}, {@code off}</td><td>{@code on}</td></tr>
 * <tr><td>{@code portalocker.local-locks}</td><td>{@code accept}</td><td>network mounts that keep locks local are refused</td></tr>
 * </table>
 *
 * <p>Messages are logged with {@link java.lang.System.Logger}, name {@code io.github.portalocker}.
 */
@NullMarked
@SuppressWarnings("module") // the modules named in exports need not be there
module io.github.portalocker {
    requires static jdk.jfr;
    requires static transitive org.jspecify;

    exports io.github.portalocker;
    exports io.github.portalocker.spi;
    exports io.github.portalocker.internal.log to
            io.github.portalocker.nio;
    exports io.github.portalocker.internal.names to
            io.github.portalocker.cli;
    exports io.github.portalocker.internal.network to
            io.github.portalocker.cli,
            io.github.portalocker.nio,
            io.github.portalocker.posix.core;
    exports io.github.portalocker.internal.programs to
            io.github.portalocker.cli,
            io.github.portalocker.posix.core;
    exports io.github.portalocker.internal.select to
            io.github.portalocker.cli;

    uses io.github.portalocker.spi.LockBackend;
    uses io.github.portalocker.spi.LockServerProvider;
}
