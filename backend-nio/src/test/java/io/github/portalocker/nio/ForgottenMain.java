package io.github.portalocker.nio;

import java.lang.ref.WeakReference;
import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockFile;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** Forgets a lock, or a LockFile with a lock, and locks on after a collection of garbage. */
final class ForgottenMain {
    private ForgottenMain() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        FileLocker locker = FileLocker.builder().backend("nio").build();
        switch (arguments[0]) {
            case "lock" -> locker.lock(folder.resolve("forgotten"), EXCLUSIVE);
            case "file" -> locker.open(folder.resolve("forgotten")).lock(EXCLUSIVE);
            case "closed" -> {
                locker.lock(folder.resolve("closed"), EXCLUSIVE).close();
                locker.open(folder.resolve("closed")).close();
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        for (int i = 0; i < 3; i++) {
            collectGarbage();
            locker.lock(folder.resolve("other" + i), EXCLUSIVE).close();
            try (LockFile open = locker.open(folder.resolve("open" + i))) {
                open.lock(EXCLUSIVE).close();
            }
        }
        boolean free = locker.tryLock(folder.resolve("forgotten"), EXCLUSIVE) != null;
        System.out.println("free " + free);
    }

    private static void collectGarbage() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            WeakReference<Object> garbage = new WeakReference<>(new Object());
            while (garbage.get() != null) {
                System.gc();
                Thread.sleep(10);
            }
        }
    }
}
