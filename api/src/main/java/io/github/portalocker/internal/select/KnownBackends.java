package io.github.portalocker.internal.select;

import java.util.List;

import io.github.portalocker.spi.LockBackend;

/**
 * The classes of this project's own backends, best first.
 *
 * <p>A tool that packs several jars into one may keep the classes of all backends, but the list of services of only one. With
 * these names, such a jar can be told from one that never had the others.
 */
final class KnownBackends {
    /** Not written out: tools that rename packages do not rename every string. */
    private static final String PACKAGE = parentOf(parentOf(LockBackend.class.getName()));

    static final List<String> CLASSES = List.of(
            PACKAGE + ".ffm.FfmFlockBackend",
            PACKAGE + ".ffm.FfmOfdBackend",
            PACKAGE + ".ffm.FfmUniversalBackend",
            PACKAGE + ".posix.PosixFlockBackend",
            PACKAGE + ".posix.PosixOfdBackend",
            PACKAGE + ".posix.PosixUniversalBackend",
            PACKAGE + ".windows.WindowsBackend",
            PACKAGE + ".nio.NioBackend");

    private KnownBackends() {}

    private static String parentOf(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }
}
