package io.github.portalocker.postgresql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockException;
import io.github.portalocker.LockNotSupportedException;
import io.github.portalocker.spi.Failure;
import org.jspecify.annotations.Nullable;

/** The connections of one client: idle ones are used again, those with a lock are asked at intervals whether they are still there. */
final class Sessions {
    private static final int MOST_IDLE = 4;

    private final Source source;
    private final String place;
    final Options options;
    private final Deque<Session> idle = new ConcurrentLinkedDeque<>();
    private final Set<Session> all = ConcurrentHashMap.newKeySet();
    private final Set<PostgresqlGrant> held = ConcurrentHashMap.newKeySet();
    private final ExecutorService helpers = Executors.newCachedThreadPool(threads("helper"));
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, threads("clock"));
    private volatile boolean closed;

    /** Where connections come from. */
    interface Source {
        Connection open() throws SQLException;
    }

    /** Opens the first one, and checks that the server can be relied on. */
    Sessions(Source source, String place, Options options) throws IOException {
        this.source = source;
        this.place = place;
        this.options = options;
        clock.setRemoveOnCancelPolicy(true);
        boolean ready = false;
        try {
            check(open());
            var unused = clock.scheduleWithFixedDelay(
                    this::ping,
                    options.heartbeat().toMillis(),
                    options.heartbeat().toMillis(),
                    TimeUnit.MILLISECONDS);
            ready = true;
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    private void check(Session first) throws IOException {
        boolean suits = false;
        try {
            ServerCheck.Refusal refusal = first.ask(connection -> ServerCheck.refusal(connection, source, options));
            if (refusal != null) {
                throw new LockNotSupportedException(Failure.ofName(
                        "use for locks on names",
                        place,
                        null,
                        PostgresqlServer.NAME,
                        refusal.reason(),
                        refusal.remedy()));
            }
            suits = true;
        } catch (SQLException e) {
            throw failure("use for locks on names", place, e);
        } finally {
            if (suits) {
                giveBack(first);
            } else {
                first.discard();
            }
        }
    }

    private static ThreadFactory threads(String purpose) {
        return task -> {
            Thread thread = new Thread(null, task, "portalocker-postgresql-" + purpose, 256 * 1024, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        };
    }

    /** One that was in use before, which may have gone meanwhile; null if there is none. */
    @Nullable
    Session takeIdle() {
        return idle.pollFirst();
    }

    /** A new one. */
    Session open() throws IOException {
        if (closed) {
            throw new LockException(Failure.of(
                    "connect to", null, PostgresqlServer.NAME, "the NamedLocks of " + place + " are closed", null));
        }
        try {
            Session session = Session.over(source.open(), options, all::remove);
            all.add(session);
            if (closed) { // meanwhile
                session.discard();
            }
            return session;
        } catch (SQLException e) {
            throw failure("connect to", place, e);
        }
    }

    /** It carries no lock any more. */
    void giveBack(Session session) {
        if (closed || idle.size() >= MOST_IDLE) {
            session.close();
        } else {
            idle.addFirst(session);
        }
    }

    /** From now on it is asked at intervals whether its connection is there. */
    void watch(PostgresqlGrant grant) {
        held.add(grant);
    }

    void forget(PostgresqlGrant grant) {
        held.remove(grant);
    }

    private void ping() {
        for (PostgresqlGrant grant : held) {
            run(grant::ping);
        }
    }

    /** On another thread. */
    void run(Runnable task) {
        try {
            helpers.execute(task);
        } catch (RejectedExecutionException e) {
            // closed: all connections are being closed
        }
    }

    /** A short task, later. */
    Future<?> after(long millis, Runnable task) {
        try {
            return clock.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) { // closed, see above
            return CompletableFuture.completedFuture(null);
        }
    }

    LockException failure(String operation, String subject, SQLException e) {
        String reason = String.valueOf(e.getMessage()).strip().replace('\n', ' ');
        return new LockException(
                Failure.ofName(operation, subject, null, PostgresqlServer.NAME, reason + state(e), null), e);
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")";
    }

    /** Closes all connections, and so releases what is locked. */
    void close() {
        closed = true;
        clock.shutdownNow();
        held.forEach(PostgresqlGrant::end);
        for (Session session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
            session.close();
        }
        all.forEach(Session::discard); // waits end with their connections
        helpers.shutdown();
    }
}
