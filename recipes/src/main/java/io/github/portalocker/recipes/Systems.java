package io.github.portalocker.recipes;

/** What differs between operating systems. */
final class Systems {
    static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private Systems() {}
}
