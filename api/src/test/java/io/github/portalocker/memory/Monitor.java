package io.github.portalocker.memory;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Guards all files of one {@link MemoryFiles}, and wakes those that wait for a change of them. */
final class Monitor {
    private final ReentrantLock lock = new ReentrantLock(); // virtual threads come here
    private final Condition changed = lock.newCondition();

    /** What is done under the monitor. */
    interface Body<T, E extends Exception> {
        T run() throws E;
    }

    <T, E extends Exception> T read(Body<T, E> body) throws E {
        lock.lock();
        try {
            return body.run();
        } finally {
            lock.unlock();
        }
    }

    /** Does something that those who wait may wait for. */
    void change(Runnable body) {
        lock.lock();
        try {
            body.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Under the monitor, which it leaves between two looks at the condition. */
    <E extends Exception> void awaitUntil(Body<Boolean, E> condition) throws E {
        while (!condition.run()) {
            changed.awaitUninterruptibly();
        }
    }
}
