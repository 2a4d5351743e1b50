package io.github.portalocker;

/**
 * No backend could be chosen, or the one asked for cannot be used here.
 *
 * <p>The message lists every backend that was found, why it was passed over, and what to do. It is unchecked because it
 * tells of a deployment to be fixed (a missing dependency, native access denied), not of a file.
 *
 * @since 0.1.0
 */
public final class BackendUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Made by the selection of backends.
     *
     * @param message what is there, why it cannot be used, and what to do
     */
    public BackendUnavailableException(String message) {
        super(message);
    }
}
