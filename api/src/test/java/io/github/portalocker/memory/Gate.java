package io.github.portalocker.memory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Keeps threads in an operation until it is opened; like the kernel, it hears no interrupt. */
public final class Gate implements Step {
    private final CountDownLatch opened = new CountDownLatch(1);
    private final List<Thread> visitors = new CopyOnWriteArrayList<>();

    @Override
    public void run() {
        visitors.add(Thread.currentThread());
        boolean interrupted = false;
        while (opened.getCount() > 0) {
            try {
                opened.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets all through, now and later. */
    public void open() {
        opened.countDown();
    }

    /** The threads that have come here, also those that have been let through. */
    public List<Thread> visitors() {
        return visitors;
    }
}
