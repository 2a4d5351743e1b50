package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockException;
import io.github.portalocker.spi.Failure;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.retry.BoundedExponentialBackoffRetry;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/** One client of the servers: Curator connects, and begins a new session where one has ended. */
final class Connection {
    private static final long LONGEST_TICK_MILLIS = 100;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int CLOSE_MILLIS = 2_000;

    private final String uri;
    final Options options;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(threads("clock"));
    private final CuratorFramework curator;
    private volatile @Nullable Session session;
    private volatile boolean closed;

    private Connection(String uri, Options options) {
        this.uri = uri;
        this.options = options;
        var builder = CuratorFrameworkFactory.builder()
                .connectString(options.hosts())
                .sessionTimeoutMs(Math.toIntExact(options.session().toMillis()))
                .connectionTimeoutMs(Math.toIntExact(options.timeout().toMillis()))
                .retryPolicy(new BoundedExponentialBackoffRetry(50, 500, 5))
                .ensembleTracker(false) // the URI says where the servers are
                .zkClientConfig(options.newClientConfig())
                .zookeeperFactory(new Sessions())
                .threadFactory(threads("curator"))
                .waitForShutdownTimeoutMs(CLOSE_MILLIS)
                .aclProvider(new Acl(options.acl()));
        options.credentials().ifPresent(unused -> builder.authorization("digest", options.digest()));
        curator = builder.build();
    }

    /**
     * Connects.
     *
     * @param uri for messages
     */
    static Connection open(String uri, Options options) throws IOException {
        Connection connection = new Connection(uri, options);
        boolean ready = false;
        try {
            connection.start();
            ready = true;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
        return connection;
    }

    private void start() throws IOException {
        curator.start();
        long period =
                Math.min(LONGEST_TICK_MILLIS, Math.max(10, options.session().toMillis() / 40));
        var unused = clock.scheduleWithFixedDelay(() -> session().tick(), period, period, TimeUnit.MILLISECONDS);
        long end = System.nanoTime() + options.timeout().toNanos();
        Code code = Code.CONNECTIONLOSS;
        while (true) {
            Answer<Boolean> answer = Uninterruptibly.get(session().confirm(), end - System.nanoTime());
            if (answer != null && answer.isOk()) {
                return;
            }
            code = answer == null ? code : answer.code();
            if (System.nanoTime() - end > 0 || session().isRefused()) {
                throw failure("connect to", uri, code);
            }
            Uninterruptibly.pause(PAUSE_NANOS);
        }
    }

    private static ThreadFactory threads(String purpose) {
        return task -> {
            Thread thread = new Thread(null, task, "portalocker-zookeeper-" + purpose, 256 * 1024, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        };
    }

    /** Tells which session Curator has begun. */
    private final class Sessions implements ZookeeperFactory {
        @Override
        public ZooKeeper newZooKeeper(String hosts, int timeout, Watcher watcher, boolean canBeReadOnly)
                throws IOException {
            return newZooKeeper(hosts, timeout, watcher, canBeReadOnly, options.newClientConfig());
        }

        @Override
        public ZooKeeper newZooKeeper(
                String hosts, int timeout, Watcher watcher, boolean canBeReadOnly, ZKClientConfig config)
                throws IOException {
            Session former = session;
            if (former != null) {
                former.end("its ZooKeeper session was given up");
            }
            Session fresh = new Session(options.acl(), task -> later(0, task));
            Watcher both = event -> {
                fresh.process(event);
                watcher.process(event);
            };
            ZooKeeper client = new ZooKeeper(hosts, timeout, both, canBeReadOnly, config);
            fresh.begin(client);
            session = fresh;
            return client;
        }
    }

    /** The same for all nodes. */
    private record Acl(List<ACL> acl) implements ACLProvider {
        @Override
        public List<ACL> getDefaultAcl() {
            return acl;
        }

        @Override
        public List<ACL> getAclForPath(String path) {
            return acl;
        }
    }

    /** On the thread of this connection, which must not wait for anything; never, if it is closed meanwhile. */
    void later(long millis, Runnable task) {
        try {
            var unused = clock.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closed: all nodes go with the session
        }
    }

    /** The newest one, which may have ended. */
    Session session() {
        return Objects.requireNonNull(session);
    }

    boolean isClosed() {
        return closed;
    }

    /** Makes the node of a name, and those above it; the servers remove it when nothing has been below it for a while. */
    CompletableFuture<Code> makeFolder(String folder) {
        CompletableFuture<Code> made = new CompletableFuture<>();
        try {
            curator.create()
                    .creatingParentContainersIfNeeded()
                    .withMode(CreateMode.CONTAINER)
                    .inBackground((client, event) -> made.complete(Code.get(event.getResultCode())))
                    .forPath(folder, new byte[0]);
        } catch (Exception e) { // it declares no other
            made.complete(Code.CONNECTIONLOSS);
        }
        return made;
    }

    LockException failure(String operation, String subject, Code code) {
        if (closed) {
            return failure(operation, subject, "the NamedLocks of " + uri + " are closed", null);
        }
        String place = subject.equals(uri) ? "it" : uri;
        return switch (session().isRefused() ? Code.AUTHFAILED : code) {
            case NOAUTH ->
                failure(
                        operation,
                        subject,
                        place + " is not open to this user (NOAUTH)",
                        "connect as the user who made its nodes, as zookeeper://user:password@host/folder, or to another folder");
            case AUTHFAILED ->
                failure(
                        operation,
                        subject,
                        place + " does not accept the credentials (AUTHFAILED)",
                        "check the settings of SASL for ZooKeeper's client");
            case CONNECTIONLOSS, OPERATIONTIMEOUT, REQUESTTIMEOUT, SESSIONEXPIRED, SESSIONMOVED ->
                failure(
                        operation,
                        subject,
                        place + " has not answered for " + options.timeout().toMillis() + " ms ("
                                + (session().isConnected() ? "connected" : Reachability.of(options.hosts())) + ")",
                        "check that its servers run, that a majority of them is up, and that they can be reached from here");
            case UNIMPLEMENTED ->
                failure(
                        operation,
                        subject,
                        place + " does not know what is asked for (UNIMPLEMENTED)",
                        "use ZooKeeper 3.6 or later");
            default -> failure(operation, subject, place + " answers " + code, null);
        };
    }

    private static LockException failure(String operation, String subject, String reason, @Nullable String remedy) {
        return new LockException(Failure.ofName(operation, subject, null, ZookeeperServer.NAME, reason, remedy));
    }

    /** Ends the session, and so releases what is locked. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        clock.shutdownNow();
        Session last = session;
        if (last != null) {
            last.end("the NamedLocks were closed");
        }
        boolean interrupted = Thread.interrupted(); // which would leave the session to its end
        try {
            curator.close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
