package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.HeldLock;
import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Judge.Visit;
import io.github.portalocker.memory.MemoryChannel;
import org.jspecify.annotations.Nullable;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;

/** One thread of the {@link Model}: acquires a lock in some way, relies on it, and releases it, many times. */
final class ModelWorker implements Callable<Boolean> {
    private static final int OPERATIONS = 60;

    private final Model model;
    private final Random random;

    ModelWorker(Model model, Random random) {
        this.model = model;
        this.random = random;
    }

    /** What is locked: a path, an open file, a channel. */
    private interface Target {
        HeldLock lock(LockMode mode) throws IOException, InterruptedException;

        HeldLock lock(LockMode mode, Duration timeout) throws IOException, InterruptedException;

        @Nullable
        HeldLock tryLock(LockMode mode) throws IOException;

        Visit enter(HeldLock lock, int losses) throws IOException;

        /** Whether the failure has been brought about by an event of the model. */
        default boolean explains(Exception failure) {
            return false;
        }
    }

    @Override
    public Boolean call() throws Exception {
        for (int i = 0; i < OPERATIONS; i++) {
            ModelFile file = model.files.get(random.nextInt(model.files.size()));
            if (model.parts.contains(ModelPart.FUTURES) && random.nextInt(3) == 0) {
                future(file);
            } else {
                acquire(target(file));
            }
            Thread.interrupted(); // one that came late
        }
        return true;
    }

    private Target target(ModelFile file) {
        return switch (random.nextInt(model.parts.contains(ModelPart.NAMES) ? 10 : 5)) {
            case 5, 6, 7, 8, 9 -> new ByName(model.names(), file.path.toString());
            case 0 -> new ByPath(file.path);
            case 1 -> new ThroughFile(file.following(), LockRange.WHOLE_FILE);
            case 2 -> new ThroughFile(file.opened(), new LockRange(random.nextInt(2), 1 + random.nextInt(2)));
            case 3 ->
                model.parts.contains(ModelPart.CHANNELS) ? new ThroughChannel(file.channel()) : new ByPath(file.path);
            default -> new ThroughFile(file.opened(), LockRange.WHOLE_FILE);
        };
    }

    private void acquire(Target target) throws Exception {
        LockMode mode = random.nextInt(3) == 0 ? SHARED : EXCLUSIVE;
        int losses = model.backend.files.losses();
        HeldLock lock;
        try {
            lock = switch (random.nextInt(4)) {
                case 0 -> target.tryLock(mode);
                case 1 -> target.lock(mode, Duration.ofNanos(random.nextInt(2_000_000)));
                default -> target.lock(mode);
            };
        } catch (LockTimeoutException | InterruptedException | Model.InjectedFailure | Model.InjectedError e) {
            return;
        } catch (IOException | RuntimeException e) {
            if (!target.explains(e) && !isUnsupported(target, e)) {
                model.complain(e);
            }
            return;
        }
        if (lock != null) {
            use(target, lock, losses);
        }
    }

    private boolean isUnsupported(Target target, Exception failure) {
        return failure instanceof UnsupportedOperationException
                && target instanceof ThroughFile through
                && !through.range.equals(LockRange.WHOLE_FILE)
                && !model.backend.traits().ranges();
    }

    private void use(Target target, HeldLock lock, int losses) throws IOException {
        try {
            Visit visit = target.enter(lock, losses);
            Model.pause(random);
            visit.end();
        } catch (IOException | RuntimeException e) {
            if (!target.explains(e)) {
                model.complain(e);
            }
        }
        release(lock);
    }

    private static void release(HeldLock lock) throws IOException {
        for (boolean released = false; !released; ) {
            try {
                lock.close();
                released = true;
            } catch (Model.InjectedFailure e) {
                Thread.onSpinWait(); // it is held still
            }
        }
    }

    private void future(ModelFile file) throws Exception {
        LockMode mode = random.nextInt(3) == 0 ? SHARED : EXCLUSIVE;
        int losses = model.backend.files.losses();
        if (model.parts.contains(ModelPart.NAMES) && random.nextBoolean()) {
            ModelNames names = model.names();
            String name = file.path.toString();
            try {
                follow(names.locks.lockAsync(name, mode), new ByName(names, name), losses);
            } catch (IllegalStateException e) {
                if (!names.visits.isClosing()) {
                    throw e;
                }
            }
        } else {
            follow(model.locker.lockAsync(file.path, mode), new ByPath(file.path), losses);
        }
    }

    private void follow(CompletableFuture<? extends HeldLock> future, Target target, int losses) throws Exception {
        CompletableFuture<Void> visit = future.handle((lock, failure) -> {
            if (!(failure instanceof Exception e && target.explains(e))) {
                complainAbout(failure);
            }
            if (lock != null) {
                try {
                    use(target, lock, losses);
                } catch (IOException e) {
                    model.complain(e);
                }
            }
            return null;
        });
        switch (random.nextInt(4)) {
            case 0 -> await(visit);
            case 1 -> model.futures.add(future);
            default -> {
                Model.pause(random);
                model.ending().apply(future);
            }
        }
    }

    private static void await(CompletableFuture<Void> visit) throws Exception {
        while (!visit.isDone()) {
            try {
                visit.get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // it is not for the future, which goes on
            }
        }
    }

    private void complainAbout(@Nullable Throwable failure) {
        boolean explained = failure == null
                || failure instanceof CancellationException
                || failure instanceof TimeoutException
                || failure instanceof Ending.NotWanted
                || failure instanceof Model.InjectedFailure
                || failure instanceof Model.InjectedError;
        if (!explained) {
            model.complain(failure);
        }
    }

    private final class ByPath implements Target {
        private final Path path;

        ByPath(Path path) {
            this.path = path;
        }

        @Override
        public HeldFileLock lock(LockMode mode) throws IOException, InterruptedException {
            return model.locker.lock(path, mode);
        }

        @Override
        public HeldFileLock lock(LockMode mode, Duration timeout) throws IOException, InterruptedException {
            return model.locker.lock(path, mode, timeout);
        }

        @Override
        public @Nullable HeldFileLock tryLock(LockMode mode) throws IOException {
            return model.locker.tryLock(path, mode);
        }

        @Override
        public Visit enter(HeldLock lock, int losses) throws IOException {
            return model.judge.enter((HeldFileLock) lock, losses);
        }
    }

    private final class ThroughFile implements Target {
        private final ModelFile.Opened opened;
        private final LockFile file;
        private final LockRange range;

        ThroughFile(ModelFile.Opened opened, LockRange range) {
            this.opened = opened;
            this.file = opened.file;
            this.range = range;
        }

        @Override
        public HeldFileLock lock(LockMode mode) throws IOException, InterruptedException {
            return file.range(range).lock(mode);
        }

        @Override
        public HeldFileLock lock(LockMode mode, Duration timeout) throws IOException, InterruptedException {
            return file.range(range).lock(mode, timeout);
        }

        @Override
        public @Nullable HeldFileLock tryLock(LockMode mode) throws IOException {
            return file.range(range).tryLock(mode);
        }

        @Override
        public Visit enter(HeldLock lock, int losses) throws IOException {
            return opened.visits.enter(() -> model.judge.enter((HeldFileLock) lock, losses));
        }

        @Override
        public boolean explains(Exception failure) {
            return opened.visits.isClosing() && !(failure instanceof NullPointerException);
        }
    }

    private final class ThroughChannel implements Target {
        private final MemoryChannel channel;

        ThroughChannel(MemoryChannel channel) {
            this.channel = channel;
        }

        @Override
        public HeldFileLock lock(LockMode mode) throws IOException, InterruptedException {
            return model.locker.lock(channel, mode);
        }

        @Override
        public HeldFileLock lock(LockMode mode, Duration timeout) throws IOException, InterruptedException {
            return model.locker.lock(channel, mode, timeout);
        }

        @Override
        public @Nullable HeldFileLock tryLock(LockMode mode) throws IOException {
            return model.locker.tryLock(channel, mode);
        }

        @Override
        public Visit enter(HeldLock lock, int losses) throws IOException {
            return model.judge.enter((HeldFileLock) lock, losses);
        }

        @Override
        public boolean explains(Exception failure) {
            return failure instanceof ClosedChannelException && !channel.isOpen();
        }
    }

    private static final class ByName implements Target {
        private final ModelNames names;
        private final String name;

        ByName(ModelNames names, String name) {
            this.names = names;
            this.name = name;
        }

        @Override
        public HeldLock lock(LockMode mode) throws IOException, InterruptedException {
            return names.locks.lock(name, mode);
        }

        @Override
        public HeldLock lock(LockMode mode, Duration timeout) throws IOException, InterruptedException {
            return names.locks.lock(name, mode, timeout);
        }

        @Override
        public @Nullable HeldLock tryLock(LockMode mode) throws IOException {
            return names.locks.tryLock(name, mode);
        }

        @Override
        public Visit enter(HeldLock lock, int losses) throws IOException {
            return names.enter((HeldNamedLock) lock, losses);
        }

        @Override
        public boolean explains(Exception failure) {
            return names.visits.isClosing() && !(failure instanceof NullPointerException);
        }
    }
}
