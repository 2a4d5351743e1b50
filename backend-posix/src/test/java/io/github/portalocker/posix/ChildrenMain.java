package io.github.portalocker.posix;

import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** Says whether locks are free right after their release while a child lives that was started before. Argument: lock file. */
final class ChildrenMain {
    private ChildrenMain() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) throws Exception {
        StringBuilder answer = new StringBuilder();
        for (String backend : new String[] {"posix-flock", "posix-ofd"}) {
            FileLocker locker = FileLocker.builder().backend(backend).build();
            HeldFileLock lock = locker.lock(Path.of(arguments[0]), EXCLUSIVE);
            Process child = new ProcessBuilder("cat").start();
            lock.close();
            boolean free = locker.tryLock(Path.of(arguments[0]), EXCLUSIVE) != null;
            answer.append(backend).append(free && child.isAlive() ? "=free " : "=kept ");
            child.getOutputStream().close();
            child.waitFor();
        }
        System.out.println(answer.toString().strip());
    }
}
