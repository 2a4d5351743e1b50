package io.github.portalocker.recipes;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portalocker.HeldFileLock;

/** Which threads of this JVM acquired which slots, so that a thread that would wait for itself is told. */
final class Nesting {
    private static final Map<Path, Holder> HOLDERS = new ConcurrentHashMap<>();

    private Nesting() {}

    /** The lock is not kept reachable: one that is forgotten is noticed when it is collected. */
    private record Holder(long thread, WeakReference<HeldFileLock> lock) {
        boolean holds() {
            HeldFileLock present = lock.get();
            return present != null && present.isValid();
        }
    }

    static void entered(Path slot, HeldFileLock lock) {
        HOLDERS.put(slot, new Holder(self(), new WeakReference<>(lock)));
    }

    /** Before the release: afterwards the slot can be that of another thread. */
    static void leaves(Path slot) {
        HOLDERS.remove(slot);
    }

    /** Whether this thread has them all. */
    static boolean holdsAll(List<Path> slots) {
        return slots.stream().allMatch(Nesting::holds);
    }

    private static boolean holds(Path slot) {
        Holder holder = HOLDERS.get(slot);
        return holder != null && holder.thread == self() && holder.holds();
    }

    @SuppressWarnings("deprecation") // threadId() came with Java 19
    private static long self() {
        return Thread.currentThread().getId();
    }
}
