package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.HeldLock;
import io.github.portalocker.memory.Cancels;
import io.github.portalocker.memory.Judge;
import io.github.portalocker.memory.MemoryBackend;
import io.github.portalocker.memory.MemoryChannel;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Traits;
import io.github.portalocker.memory.VirtualThreads;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A small world in which threads lock few files in all ways at once, while everything happens that can: chosen by a seed, but
 * for the order in which threads run.
 */
final class Model {
    private static final int WORKERS = 4;
    private static final List<Path> PATHS = List.of(Path.of("one"), Path.of("two"));
    private static final List<Traits> KINDS = List.of(
            Traits.LOCAL,
            Traits.LOCAL.withDeafWaits(),
            Traits.LOCAL.withLongestWait(Duration.ofMillis(2)),
            Traits.POLLED,
            Traits.SLOW_SERVER);

    final Set<ModelPart> parts;
    final MemoryBackend backend;
    final FileLocker locker;
    private final Balance balance = new Balance();
    final FileLocker following;
    final Judge judge;
    final List<ModelFile> files = new ArrayList<>();
    final List<OtherProcess> otherProcesses = new ArrayList<>();

    /** Futures that were not waited for. */
    final Queue<CompletableFuture<? extends HeldLock>> futures = new ConcurrentLinkedQueue<>();

    /** Whether a wait in the kernel may have to be abandoned. */
    final boolean unreachable;

    private volatile ModelNames names;
    private final Random random;
    private final AtomicLong chances;
    private final Queue<Throwable> complaints = new ConcurrentLinkedQueue<>();

    Model(long seed, Set<ModelPart> parts) throws IOException {
        this.parts = parts;
        this.random = new Random(seed);
        this.chances = new AtomicLong(seed);
        Traits traits = KINDS.get(random.nextInt(KINDS.size()));
        this.backend = new MemoryBackend(traits);
        this.unreachable = traits.deafWaits() && random.nextBoolean();
        boolean listens = (seed & 1) == 0; // what no listener is told of goes other ways
        this.locker = listens
                ? FileLocker.builder().backend(backend).listener(balance).build()
                : backend.locker();
        this.following = backend.followingLocker();
        this.judge = new Judge(backend);
        this.names = new ModelNames(this);
        for (Path path : PATHS) {
            files.add(new ModelFile(this, path));
        }
    }

    /** Runs it, and says what is wrong. */
    void run() throws Exception {
        List<Task<Boolean>> workers = new ArrayList<>();
        try {
            play(workers);
            comeToRest();
        } finally { // whatever was wrong, no worker goes on with it
            backend.script.clear();
            backend.cancels(Cancels.HEARD);
            otherProcesses.forEach(OtherProcess::close);
            workers.forEach(worker -> worker.thread().interrupt());
            futures.forEach(future -> future.cancel(false));
        }
    }

    ModelNames names() {
        return names;
    }

    void connectAgain() throws IOException {
        ModelNames old = names;
        names = new ModelNames(this);
        old.close();
    }

    private void play(List<Task<Boolean>> workers) throws Exception {
        Arrays.stream(Operation.values()).forEach(this::disturb);
        for (int i = 0; i < WORKERS; i++) {
            ModelWorker worker = new ModelWorker(this, new Random(random.nextLong()));
            workers.add(VirtualThreads.exist() && i % 2 == 1 ? Task.startVirtual(worker) : Task.start(worker));
        }
        ModelEvents events = new ModelEvents(this, random, workers);
        while (workers.stream().anyMatch(worker -> !worker.result().isDone())
                && workers.stream().noneMatch(worker -> worker.result().isCompletedExceptionally())
                && events.goOn()) {
            LockSupport.parkNanos(random.nextInt(300_000));
        }
        for (Task<Boolean> worker : workers) {
            worker.get();
        }
    }

    private void comeToRest() throws Exception {
        backend.script.clear();
        backend.cancels(Cancels.HEARD);
        assertThat(complaints).isEmpty();
        assertThat(backend.violations()).isEmpty();
        for (ModelFile file : files) {
            file.openAgain(); // those that have lost locks keep their handles
        }
        otherProcessesTakeAll();
        endOfFutures();
        endOfChannels();
        otherProcesses.forEach(OtherProcess::close);
        eventually().untilAsserted(() -> assertThat(backend.openHandles()).isEqualTo(openHandlesAtRest()));
        for (ModelFile file : files) {
            file.close();
        }
        names.close();
        assertThat(complaints).isEmpty();
        EngineState.assertAtRest(backend);
        eventually().untilAsserted(balance::assertAtRest);
    }

    private void otherProcessesTakeAll() {
        futures.forEach(future -> ending().apply(future));
        futures.forEach(future -> eventually().until(future::isDone));
        otherProcesses.forEach(OtherProcess::close);
        for (ModelFile file : files) {
            OtherProcess other = backend.files.otherProcess(file.path);
            eventually().until(() -> other.tryLock(EXCLUSIVE));
            otherProcesses.add(other);
        }
    }

    /** Futures that are not wanted any more leave nothing behind, even while other processes keep their locks. */
    private void endOfFutures() {
        if (parts.contains(ModelPart.FUTURES)) {
            List<CompletableFuture<HeldFileLock>> unwanted = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                unwanted.add(locker.lockAsync(PATHS.get(i % PATHS.size()), EXCLUSIVE));
            }
            LockSupport.parkNanos(random.nextInt(1_000_000));
            unwanted.forEach(future -> ending().apply(future));
            unwanted.forEach(future -> eventually().until(future::isDone));
        }
        assertNothingWaits();
    }

    /** A channel that is closed leaves none waiting, even behind one that waits for another process. */
    private void endOfChannels() {
        if (parts.contains(ModelPart.CHANNEL_CLOSES)) {
            for (ModelFile file : files) {
                file.closeChannel(); // it may be one of a file that was deleted
                MemoryChannel channel = file.channel();
                Task<HeldFileLock> first = Task.start(() -> locker.lock(file.path, EXCLUSIVE));
                eventually().until(() -> backend.waits() > 0 || EngineState.isQueued(first.thread()));
                Task<HeldFileLock> second = Task.start(() -> locker.lock(channel, EXCLUSIVE));
                LockSupport.parkNanos(random.nextInt(1_000_000));
                file.closeChannel();
                assertThatThrownBy(second::get).isInstanceOf(ClosedChannelException.class);
                first.thread().interrupt();
                assertThatThrownBy(first::get).isInstanceOf(InterruptedException.class);
            }
        }
        assertNothingWaits();
    }

    private void assertNothingWaits() {
        if (!unreachable) {
            eventually().untilAsserted(() -> {
                assertThat(backend.waits()).isZero();
                assertThat(backend.openHandles()).isEqualTo(openHandlesAtRest());
            });
        }
    }

    private int openHandlesAtRest() {
        return files.stream().mapToInt(ModelFile::openHandles).sum();
    }

    Ending ending() {
        return parts.contains(ModelPart.COMPLETIONS) ? any(Ending.values()) : Ending.CANCEL;
    }

    private <T> T any(T[] values) {
        return values[Math.floorMod(chance(), values.length)];
    }

    /** A number that depends on the seed and on how many were asked for. */
    private long chance() {
        return new Random(chances.incrementAndGet()).nextLong();
    }

    private boolean oneIn(int count) {
        return Math.floorMod(chance(), count) == 0;
    }

    /** Now and then an operation takes its time or fails. */
    private void disturb(Operation operation) {
        backend.script.before(operation, () -> {
            if (oneIn(4)) {
                LockSupport.parkNanos(Math.floorMod(chance(), 100_000));
            }
            if (oneIn(20) && mayFail(operation)) {
                throw new InjectedFailure();
            }
            if (oneIn(20) && operation == Operation.AWAIT && parts.contains(ModelPart.ERRORS)) {
                throw new InjectedError();
            }
        });
        if (unreachable) {
            backend.cancels(Cancels.UNDELIVERABLE);
        }
    }

    private boolean mayFail(Operation operation) {
        return switch (operation) {
            case OPEN, ADOPT, OPEN_RANGE, TRY_LOCK, AWAIT -> parts.contains(ModelPart.FAILURES);
            case NAMES_SAME_FILE -> parts.contains(ModelPart.FAILED_LOOKS);
            case UNLOCK -> parts.contains(ModelPart.FAILED_RELEASES);
            case NEW_WAIT, LONGEST_WAIT, CANCEL, CLOSE, IS_STILL_LOCKED, ON_LOSS, CHANNEL -> false;
        };
    }

    /** A failure of the disk. */
    static final class InjectedFailure extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** A failure of the virtual machine. */
    static final class InjectedError extends Error {
        private static final long serialVersionUID = 1L;
    }

    void complain(Throwable what) {
        complaints.add(what);
    }

    /** The time for which a thread relies on a lock: mostly short, so that much happens. */
    static void pause(Random random) {
        int chance = random.nextInt(12);
        if (chance > 0) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(chance == 1 ? 3_000 : 100)));
        }
    }
}
