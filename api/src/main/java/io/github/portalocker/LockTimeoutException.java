package io.github.portalocker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.portalocker.spi.Failure;

/**
 * The lock was held by others until the deadline; nothing was acquired and the file is untouched.
 *
 * <p>After a wait of 20 ms or more, where the operating system or the server tells, the message ends with who holds it, command lines included, unless the system property
 * {@code portalocker.holders} is {@code off}. They are looked up at the end of the wait, for no longer than keeps the exception within
 * 10 ms and a tenth of the timeout after the deadline: what is not known by then is left out.
 *
 * @since 0.1.0
 */
public final class LockTimeoutException extends LockException {
    private static final long serialVersionUID = 1L;

    /** How long the caller waited. */
    private final Duration waited;

    /** The processes that held the lock then. */
    @SuppressWarnings("serial") // what List.copyOf makes can be serialized
    private final List<LockHolder> holders;

    /**
     * Says what was waited for, and who held it at the end.
     *
     * @param failure the material of the message
     * @param waited how long
     * @param holders those that are known; may be empty
     */
    public LockTimeoutException(Failure failure, Duration waited, List<LockHolder> holders) {
        super(failure.message() + heldBy(holders), failure);
        this.waited = waited;
        this.holders = List.copyOf(holders);
    }

    /** A process that holds in two lock domains is named once. */
    private static String heldBy(List<LockHolder> holders) {
        Map<List<Object>, LockHolder> processes = new LinkedHashMap<>();
        holders.forEach(holder -> processes.putIfAbsent(List.of(holder.pid(), holder.host()), holder));
        return processes.isEmpty()
                ? ""
                : processes.values().stream()
                        .map(LockHolder::toString)
                        .collect(Collectors.joining("; ", "; held by ", ""));
    }

    /** {@return how long the lock was waited for; zero if a single attempt was asked for} */
    public Duration waited() {
        return waited;
    }

    /** {@return who held the lock when the deadline passed, as far as that is known; empty after waits of less than 20 ms} */
    public List<LockHolder> holders() {
        return holders;
    }
}
