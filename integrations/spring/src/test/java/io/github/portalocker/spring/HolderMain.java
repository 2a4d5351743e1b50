package io.github.portalocker.spring;

import java.util.concurrent.locks.Lock;

import io.github.portalocker.NamedLocks;

/** A program that locks, says "locked", and unlocks at the end of its input. Arguments: URI, key. */
final class HolderMain {
    private HolderMain() {}

    @SuppressWarnings("SystemOut") // read by a test
    public static void main(String[] arguments) throws Exception {
        try (NamedLocks locks = NamedLocks.connect(arguments[0])) {
            Lock lock = new PortalockerLockRegistry(locks).obtain(arguments[1]);
            lock.lock();
            try {
                System.out.println("locked");
                System.in.readAllBytes();
            } finally {
                lock.unlock();
            }
        }
    }
}
