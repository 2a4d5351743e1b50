package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.memory.Cancels;
import io.github.portalocker.memory.MemoryBackend;
import io.github.portalocker.memory.MemoryFiles;
import io.github.portalocker.memory.Script;
import io.github.portalocker.memory.Traits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import static io.github.portalocker.internal.Waiting.eventually;

/** A test of the engine on locks in memory, after which nothing may be left behind. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class EngineTest {
    static final Path FILE = Path.of("lock");

    MemoryBackend backend = new MemoryBackend(Traits.LOCAL);
    MemoryFiles files = backend.files;
    Script script = backend.script;
    FileLocker locker = backend.locker();

    /** From now on with another kind of locks. */
    void use(Traits traits) {
        backend = new MemoryBackend(traits);
        files = backend.files;
        script = backend.script;
        locker = backend.locker();
    }

    static @Nullable HeldFileLock tryLock(FileLocker locker, Path path, LockMode mode) throws IOException {
        return locker.tryLock(path, mode);
    }

    static @Nullable HeldFileLock tryLock(LockFile file, LockMode mode) throws IOException {
        return file.tryLock(mode);
    }

    /** Whether one attempt gets the lock, which is released again. */
    boolean isFree(LockMode mode) throws IOException {
        HeldFileLock lock = tryLock(locker, FILE, mode);
        if (lock != null) {
            lock.close();
        }
        return lock != null;
    }

    void awaitKernelWaits(int count) {
        eventually().until(() -> backend.waits() == count);
    }

    @BeforeEach
    void whatOthersLeftBehindIsForgiven() {
        EngineState.forgive();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        script.clear();
        backend.cancels(Cancels.HEARD);
        EngineState.assertAtRest(backend);
    }
}
