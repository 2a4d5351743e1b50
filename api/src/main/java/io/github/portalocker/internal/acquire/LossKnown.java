package io.github.portalocker.internal.acquire;

/** A lock that can tell, without asking a server, whether it is known to be lost. */
public interface LossKnown {
    /** Whether it is. */
    boolean isKnownLost();
}
