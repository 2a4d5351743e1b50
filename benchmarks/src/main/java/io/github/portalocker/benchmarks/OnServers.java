package io.github.portalocker.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
    static final String PAIR = "lock and unlock, by a name on a server";
    static final String HAND_OVER = "hand-over between clients of a server";

    static final String RECIPE = "curator";

    private static final String CURATOR = RECIPE + "://";
    private static final int ROUNDS = 3;
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

    /** Each of them in turn, in reverse order every other round. */
    @SuppressWarnings("SystemOut") // a command-line program
    static void measure(List<String> uris, Results results) throws Exception {
        List<String> ordered = new ArrayList<>(uris);
        for (int round = 0; round < ROUNDS; round++) {
            System.out.println("round " + (round + 1) + " of " + ROUNDS);
            for (String uri : ordered) {
                add(results, PAIR, uri, pairs(uri));
                add(results, HAND_OVER, uri, handOvers(uri));
            }
            Collections.reverse(ordered);
        }
    }

    private static void add(Results results, String measure, String uri, List<Long> nanos) {
        nanos.sort(null);
        String kind = uri.substring(0, uri.indexOf(':'));
        long count = uri.chars().filter(character -> character == ',').count() + 1;
        String servers = count == 1 ? "1 server, " : count + " servers, ";
        results.add(measure, servers + "p50", kind, "ms", nanos.get(nanos.size() / 2) / 1e6);
        results.add(measure, servers + "p99", kind, "ms", nanos.get(nanos.size() * 99 / 100) / 1e6);
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
