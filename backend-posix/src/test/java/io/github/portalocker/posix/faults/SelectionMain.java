package io.github.portalocker.posix.faults;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.BackendInfo;
import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.Portalocker;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** Says which backend locks the file in the argument, or why none does; without an argument, why backends do not work. */
final class SelectionMain {
    private SelectionMain() {}

    @SuppressWarnings("SystemOut") // read by a test
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0) {
            for (BackendInfo info : Portalocker.backends()) {
                if (info.availability() instanceof Unavailable unavailable) {
                    System.out.println(info.name() + ": " + unavailable.reason() + "; " + unavailable.remedy());
                }
            }
            return;
        }
        try (HeldFileLock lock = Portalocker.tryLock(Path.of(arguments[0]), EXCLUSIVE)) {
            System.out.println(lock == null ? "others hold it" : "locked with " + lock.backend());
        } catch (BackendUnavailableException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
