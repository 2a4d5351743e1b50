import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.Portalocker;

/** Holds many locks at once, for proof/surroundings: a folder, how many. */
final class ManyLocks {
    private ManyLocks() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        int wanted = Integer.parseInt(arguments[1]);
        Deque<HeldFileLock> held = new ArrayDeque<>();
        try {
            while (held.size() < wanted) {
                Path file = folder.resolve("many-" + held.size());
                held.push(Portalocker.lock(file, LockMode.EXCLUSIVE));
                if (Portalocker.tryLock(file, LockMode.SHARED) != null) {
                    throw new IllegalStateException("locked twice: " + file);
                }
            }
            System.out.println(held.size() + " locks held by " + held.peek().backend());
        } finally {
            while (!held.isEmpty()) {
                held.pop().close();
            }
        }
    }
}
