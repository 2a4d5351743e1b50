package io.github.portalocker.zookeeper;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One session: its nodes go when it ends, and all requests of a lock are made in the one in which its node was made.
 *
 * <p>Requests are answered by futures and never fail otherwise; none is repeated. They reach the servers in the order in which they are
 * made, unless the connection breaks in between.
 */
final class Session {
    /** In the time of a session, so often at least the servers hear from it. */
    static final int BEATS = 6;

    private final List<ACL> acl;
    private final Executor soon;
    private final LeaseClock lease = new LeaseClock();
    private final Set<ZookeeperGrant> grants = ConcurrentHashMap.newKeySet();
    private final Set<Inbox> waits = ConcurrentHashMap.newKeySet();

    private volatile @Nullable ZooKeeper client;
    private volatile boolean isConnected;
    private volatile boolean isRefused;
    private volatile @Nullable String end;
    private volatile long lastBeat = System.nanoTime();

    /**
     * Has no client yet.
     *
     * @param acl of its nodes
     * @param soon runs what is not for the thread on which answers come
     */
    Session(List<ACL> acl, Executor soon) {
        this.acl = acl;
        this.soon = soon;
    }

    void begin(ZooKeeper opened) {
        client = opened;
        soon.execute(this::beat);
    }

    /** News of the connection. */
    void process(WatchedEvent event) {
        if (event.getType() != Watcher.Event.EventType.None || event.getState() == null) {
            return; // the latter after a login that could not begin
        }
        switch (event.getState()) {
            case SyncConnected, SaslAuthenticated -> {
                isConnected = true;
                soon.execute(this::beat);
            }
            case Expired, Closed -> end("its ZooKeeper session has ended");
            case AuthFailed -> {
                isRefused = true;
                end("ZooKeeper does not accept the credentials");
            }
            default -> isConnected = false;
        }
        waits.forEach(Inbox::wake);
    }

    boolean isConnected() {
        return isConnected;
    }

    /** Whether the servers do not accept the credentials. */
    boolean isRefused() {
        return isRefused;
    }

    /** All its locks are lost. */
    void end(String reason) {
        if (end == null) {
            end = reason;
        }
        isConnected = false;
        loseAll(reason);
        waits.forEach(Inbox::wake);
    }

    /** Why it is no more; null if it is not known to have ended. */
    @Nullable
    String whyEnded() {
        return end;
    }

    /** The time of the session, as the servers allow it; 0 before it is known. */
    int millis() {
        ZooKeeper opened = client;
        return opened == null ? 0 : opened.getSessionTimeout();
    }

    /** How long its locks are certainly locked; not more than 0 if that is not certain. */
    long leaseNanos() {
        return end == null ? lease.remainingNanos(millis()) : 0;
    }

    boolean isLeased() {
        return leaseNanos() > 0;
    }

    String whyNotLeased() {
        String reason = end;
        return reason != null
                ? reason
                : "ZooKeeper has not answered for " + TimeUnit.NANOSECONDS.toMillis(LeaseClock.nanos(millis()))
                        + " ms and can give the lock to others";
    }

    /** Called many times in the time of a session. */
    void tick() {
        if (System.nanoTime() - lastBeat > TimeUnit.MILLISECONDS.toNanos(millis()) / BEATS) {
            beat();
        }
        if (!grants.isEmpty() && !isLeased()) {
            loseAll(whyNotLeased());
        }
    }

    private void loseAll(String reason) {
        grants.forEach(grant -> grant.revoke(reason));
    }

    /** Lets the servers hear of the session; with a write, if there are locks to be kept. */
    void beat() {
        lastBeat = System.nanoTime();
        if (grants.isEmpty() && waits.isEmpty()) {
            sync();
        } else {
            var unused = confirm();
        }
    }

    /** Asks a majority whether the session is there. */
    CompletableFuture<Answer<Boolean>> confirm() {
        CompletableFuture<Answer<Boolean>> answer = new CompletableFuture<>();
        ZooKeeper opened = client;
        if (opened == null) {
            answer.complete(new Answer<>(Code.CONNECTIONLOSS, null));
            return answer;
        }
        long sent = System.nanoTime();
        opened.multi(
                List.of(Op.check("/", -1)),
                (code, path, context, results) -> {
                    Code result = Code.get(code);
                    boolean isThere = result == Code.OK || result == Code.NOAUTH; // of that node, which is no matter
                    if (isThere) {
                        lease.acknowledged(sent);
                    }
                    answer.complete(new Answer<>(isThere ? Code.OK : result, isThere));
                },
                null);
        return answer;
    }

    private void sync() {
        ZooKeeper opened = client;
        if (opened != null) {
            opened.sync("/", (code, path, context) -> {}, null);
        }
    }

    /**
     * From now on the lock is told when it is lost.
     *
     * @return false if it is lost already
     */
    boolean keep(ZookeeperGrant grant) {
        grants.add(grant);
        if (isLeased()) {
            return true;
        }
        grants.remove(grant);
        return false;
    }

    void forget(ZookeeperGrant grant) {
        grants.remove(grant);
    }

    void add(Inbox wait) {
        waits.add(wait);
    }

    void remove(Inbox wait) {
        waits.remove(wait);
    }

    /** A node that was made. */
    record Made(String node, long zxid) {}

    /** Makes a node that has a number and goes with this session. */
    CompletableFuture<Answer<Made>> create(String path) {
        CompletableFuture<Answer<Made>> answer = new CompletableFuture<>();
        long sent = System.nanoTime();
        client().create(
                        path,
                        Client.DATA,
                        acl,
                        CreateMode.EPHEMERAL_SEQUENTIAL,
                        (int code, String given, Object context, String name, Stat stat) -> {
                            boolean isMade = code == Code.OK.intValue();
                            if (isMade) {
                                lease.acknowledged(sent);
                            }
                            answer.complete(Answer.of(code, isMade ? new Made(name, stat.getCzxid()) : null));
                        },
                        null);
        return answer;
    }

    /**
     * The nodes below one.
     *
     * @param upToDate whether what others have done just now must be seen, too
     */
    CompletableFuture<Answer<List<String>>> children(String folder, boolean upToDate) {
        CompletableFuture<Answer<List<String>>> answer = new CompletableFuture<>();
        AtomicInteger synced = new AtomicInteger(Code.OK.intValue());
        if (upToDate) { // answered before the next request is
            client().sync(folder, (code, path, context) -> synced.set(code), null);
        }
        client().getChildren(
                        folder,
                        false,
                        (int code, String path, Object context, List<String> nodes) -> answer.complete(
                                Answer.of(synced.get() == Code.OK.intValue() ? code : synced.get(), nodes)),
                        null);
        return answer;
    }

    /**
     * What is in a node.
     *
     * @param watcher told when the node goes; null for none
     */
    CompletableFuture<Answer<byte[]>> data(String node, @Nullable Watcher watcher) {
        CompletableFuture<Answer<byte[]>> answer = new CompletableFuture<>();
        client().getData(
                        node,
                        watcher,
                        (code, path, context, data, stat) -> answer.complete(Answer.of(code, data)),
                        null);
        return answer;
    }

    /** Its watcher, of which there is one at a time, is not told any more; if it were named, the server would keep it in mind. */
    void unwatch(String node) {
        client().removeAllWatches(node, Watcher.WatcherType.Data, true, (code, path, context) -> {}, null);
    }

    CompletableFuture<Answer<Boolean>> delete(String node) {
        CompletableFuture<Answer<Boolean>> answer = new CompletableFuture<>();
        client().delete(node, -1, (code, path, context) -> answer.complete(Answer.of(code, true)), null);
        return answer;
    }

    private ZooKeeper client() {
        return Objects.requireNonNull(client);
    }
}
