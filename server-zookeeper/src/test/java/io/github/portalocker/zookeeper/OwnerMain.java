package io.github.portalocker.zookeeper;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;

/** A process that has logged in, and holds a lock until its input ends. */
final class OwnerMain {
    private OwnerMain() {}

    public static void main(String[] arguments) throws Exception {
        try (NamedLocks locks = NamedLocks.connect(arguments[0]);
                HeldNamedLock lock = locks.lock(arguments[1], LockMode.EXCLUSIVE)) {
            lock.ensureValid();
            System.out.println("locked");
            int unused = System.in.read();
        }
    }
}
