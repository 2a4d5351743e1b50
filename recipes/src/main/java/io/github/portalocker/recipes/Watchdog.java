package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.channels.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Closes a connection after a time, because reads of a Unix domain socket have no timeout of their own. */
final class Watchdog implements AutoCloseable {
    private final CompletableFuture<Boolean> bell = new CompletableFuture<>();

    private Watchdog() {}

    static Watchdog over(Channel channel, TimeLimit limit) {
        Watchdog watchdog = new Watchdog();
        CompletableFuture<Void> unused = watchdog.bell
                .completeOnTimeout(true, Math.max(1, limit.left().toNanos()), TimeUnit.NANOSECONDS)
                .thenAccept(over -> {
                    if (over) {
                        closeQuietly(channel);
                    }
                });
        return watchdog;
    }

    static void closeQuietly(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            return; // it is of no use any more
        }
    }

    /** The connection stays as it is. */
    @Override
    public void close() {
        bell.complete(false);
    }
}
