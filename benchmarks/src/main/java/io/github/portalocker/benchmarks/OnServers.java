package io.github.portalocker.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.jspecify.annotations.Nullable;

/**
 * Exclusive locks on servers that run already: a lock and its release by one client, and how soon a client has the lock for which it
 * waits when another one releases it. {@code curator://hosts} is Curator's own {@code InterProcessReadWriteLock}.
 */
final class OnServers {
    private static final String CURATOR = "curator://";
    private static final String NAME = "benchmark";
    private static final int PAIRS = 2_000;
    private static final int HAND_OVERS = 300;
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    private OnServers() {}

    /** One client; a lock is released by the thread that took it. */
    private interface Client extends AutoCloseable {
        void lock() throws Exception;

        void unlock() throws Exception;
    }

    private static Client open(String uri) throws Exception {
        return uri.startsWith(CURATOR) ? new Recipe(uri.substring(CURATOR.length())) : new Ours(uri);
    }

    private static final class Ours implements Client {
        private final NamedLocks locks;
        private @Nullable HeldNamedLock held;

        Ours(String uri) throws Exception {
            locks = NamedLocks.connect(uri);
        }

        @Override
        public void lock() throws Exception {
            held = locks.lock(NAME, LockMode.EXCLUSIVE);
        }

        @Override
        public void unlock() throws Exception {
            if (held != null) {
                held.close();
            }
        }

        @Override
        public void close() throws Exception {
            locks.close();
        }
    }

    private static final class Recipe implements Client {
        private final CuratorFramework curator;
        private final InterProcessMutex lock;

        Recipe(String hosts) {
            curator = CuratorFrameworkFactory.newClient(hosts, new ExponentialBackoffRetry(100, 5));
            curator.start();
            lock = new InterProcessReadWriteLock(curator, "/curator-" + NAME).writeLock();
        }

        @Override
        public void lock() throws Exception {
            lock.acquire();
        }

        @Override
        public void unlock() throws Exception {
            lock.release();
        }

        @Override
        public void close() {
            curator.close();
        }
    }

    /** Each of them in turn, twice, so that what differs between the rounds is seen. */
    @SuppressWarnings("SystemOut") // a command-line program
    static void measure(List<String> uris) throws Exception {
        System.out.println("| | pair, ms: p50 | p99 | hand-over, ms: p50 | p99 |\n|---|---|---|---|---|");
        for (int round = 0; round < 2; round++) {
            for (String uri : uris) {
                System.out.println(
                        "| " + uri.substring(0, uri.indexOf(':')) + row(pairs(uri)) + row(handOvers(uri)) + " |");
            }
        }
    }

    private static String row(List<Long> nanos) {
        nanos.sort(null);
        long median = nanos.get(nanos.size() / 2);
        long late = nanos.get(nanos.size() * 99 / 100);
        return String.format(Locale.ROOT, " | %.3f | %.3f", median / 1e6, late / 1e6);
    }

    private static List<Long> pairs(String uri) throws Exception {
        List<Long> nanos = new ArrayList<>();
        try (Client client = open(uri)) {
            for (int i = -PAIRS / 4; i < PAIRS; i++) {
                long start = System.nanoTime();
                client.lock();
                client.unlock();
                if (i >= 0) {
                    nanos.add(System.nanoTime() - start);
                }
            }
        }
        return nanos;
    }

    private static List<Long> handOvers(String uri) throws Exception {
        List<Long> nanos = new ArrayList<>();
        try (Client holder = open(uri);
                Client waiter = open(uri)) {
            for (int i = -HAND_OVERS / 4; i < HAND_OVERS; i++) {
                holder.lock();
                CompletableFuture<Long> locked = new CompletableFuture<>();
                Thread thread = new Thread(() -> {
                    try {
                        waiter.lock();
                        locked.complete(System.nanoTime());
                        waiter.unlock();
                    } catch (Throwable e) {
                        locked.completeExceptionally(e);
                    }
                });
                thread.start();
                LockSupport.parkNanos(WAIT_NANOS);
                long start = System.nanoTime();
                holder.unlock();
                long end = locked.get(1, TimeUnit.MINUTES);
                thread.join();
                if (i >= 0) {
                    nanos.add(end - start);
                }
            }
        }
        return nanos;
    }
}
