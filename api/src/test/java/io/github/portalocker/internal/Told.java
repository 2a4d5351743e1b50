package io.github.portalocker.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.portalocker.LockEvent;
import io.github.portalocker.LockListener;

/** Notes what a listener is told. */
class Told implements LockListener {
    private final List<Telling> all = new CopyOnWriteArrayList<>();

    record Telling(String what, LockEvent event, Thread thread) {}

    /** What an overriding listener does on top. */
    void visit(String what, LockEvent event) throws Exception {}

    private void note(String what, LockEvent event) {
        all.add(new Telling(what, event, Thread.currentThread()));
        try {
            visit(what, event);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    List<Telling> all() {
        return all;
    }

    /** In the order in which it was told. */
    List<String> names() {
        return all.stream().map(Telling::what).toList();
    }

    /** The only telling of that name. */
    Telling only(String what) {
        List<Telling> found =
                all.stream().filter(each -> each.what().equals(what)).toList();
        if (found.size() != 1) {
            throw new AssertionError(what + " is told " + found.size() + " times: " + all);
        }
        return found.get(0);
    }

    @Override
    public void waiting(LockEvent event) {
        note("waiting", event);
    }

    @Override
    public void acquired(LockEvent event) {
        note("acquired", event);
    }

    @Override
    public void timedOut(LockEvent event) {
        note("timedOut", event);
    }

    @Override
    public void cancelled(LockEvent event) {
        note("cancelled", event);
    }

    @Override
    public void released(LockEvent event) {
        note("released", event);
    }

    @Override
    public void lost(LockEvent event) {
        note("lost", event);
    }
}
