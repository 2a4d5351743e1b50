package io.github.portalocker.tck;

/** How long tests wait for what must happen before they call it a failure. */
final class Patience {
    /** Multiplies it: no machine is so slow that a healthy process needs longer for an answer, but an emulated one may be. */
    static final String PROPERTY = "portalocker.patience";

    static final int FACTOR = Integer.getInteger(PROPERTY, 1);

    static final long SECONDS = 60L * FACTOR;

    private Patience() {}
}
