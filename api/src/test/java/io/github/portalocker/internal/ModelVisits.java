package io.github.portalocker.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.github.portalocker.memory.Judge.Visit;

/** Those of a {@link Model} who rely on locks that were taken through one object, which may be closed at any moment. */
final class ModelVisits {
    private final ReentrantLock monitor = new ReentrantLock();
    private final List<Visit> visits = new ArrayList<>(); // guarded by monitor
    private volatile boolean closing;

    /** How a visit begins. */
    interface Beginning {
        Visit begin() throws IOException;
    }

    /** Whether the object is closed, or is about to be. */
    boolean isClosing() {
        return closing;
    }

    /** Relies on a lock, unless that is about to be taken away. */
    Visit enter(Beginning beginning) throws IOException {
        monitor.lock();
        try {
            if (closing) {
                return () -> {};
            }
            Visit visit = beginning.begin();
            visits.add(visit);
            return () -> leave(visit);
        } finally {
            monitor.unlock();
        }
    }

    private void leave(Visit visit) {
        monitor.lock();
        try {
            if (visits.remove(visit)) {
                visit.end();
            }
        } finally {
            monitor.unlock();
        }
    }

    /** Before the object is closed, which releases its locks. */
    void endAll() {
        monitor.lock();
        try {
            closing = true;
            visits.forEach(Visit::end);
            visits.clear();
        } finally {
            monitor.unlock();
        }
    }
}
