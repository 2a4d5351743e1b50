package io.github.portalocker.recipes;

/**
 * What a power failure or a crash of the operating system may take back of what a {@link LockedFile} wrote; the end of the
 * process alone, however it comes, takes back nothing that was acknowledged.
 *
 * @since 0.1.0
 */
public enum Durability {
    /**
     * Nothing that was acknowledged: the file and its directory are on the disk when the method returns.
     *
     * <p>As far as the disk keeps what it has confirmed to have written. On Windows a directory cannot be flushed: there, this is
     * {@link #ORDERED}.
     */
    FULL,

    /**
     * The last changes, but the file is a whole version of it: the content is on the disk before it takes the place of the old one,
     * and the directory follows when the file system writes it.
     */
    ORDERED,

    /** Anything: nothing is flushed. Other processes see whole versions all the same; for caches and the like. */
    NONE
}
