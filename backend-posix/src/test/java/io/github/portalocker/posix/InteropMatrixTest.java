package io.github.portalocker.posix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.portalocker.BackendInfo;
import io.github.portalocker.LockDomain;
import io.github.portalocker.LockNotSupportedException;
import io.github.portalocker.Portalocker;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Who excludes whom, each holder beside each contender in two real processes: exactly those that share a domain. */
@EnabledOnOs(OS.LINUX)
final class InteropMatrixTest {
    private static final String PYTHON = """
            import fcntl, sys
            print('ready', flush=True)
            for line in sys.stdin:
                verb, path = line.rstrip('\\n').split(' ', 1)
                if verb == 'try':
                    file = open(path, 'a')
                    try:
                        getattr(fcntl, sys.argv[1])(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        print('held', flush=True)
                    except OSError:
                        file.close()
                        print('busy', flush=True)
                else:
                    file.close()
                    print('released', flush=True)
            """;

    /** Each library as its documentation shows it: take(path) answers a lock or None, give(lock) releases it. */
    private static final String PEER = """
            import sys
            def portalocker_take(path):
                import portalocker
                lock = portalocker.Lock(path, 'a', flags=portalocker.LOCK_EX | portalocker.LOCK_NB, timeout=0)
                try:
                    lock.acquire()
                    return lock
                except portalocker.LockException:
                    return None
            def filelock_take(path):
                import filelock
                lock = filelock.FileLock(path)
                try:
                    lock.acquire(timeout=0)
                    return lock
                except filelock.Timeout:
                    return None
            def fasteners_take(path):
                import fasteners
                lock = fasteners.InterProcessLock(path)
                return lock if lock.acquire(blocking=False) else None
            print('ready', flush=True)
            lock = None
            for line in sys.stdin:
                verb, path = line.rstrip('\\n').split(' ', 1)
                if verb == 'try':
                    lock = globals()[sys.argv[1] + '_take'](path)
                    print('busy' if lock is None else 'held', flush=True)
                else:
                    lock.release()
                    print('released', flush=True)
            """;

    private static final Map<Kind, Locker> HOLDERS = new EnumMap<>(Kind.class);
    private static final Map<Kind, Locker> CONTENDERS = new EnumMap<>(Kind.class);

    /** A process that locks on demand. */
    private interface Locker extends AutoCloseable {
        boolean tryLock(Path file) throws Exception;

        void unlock(Path file) throws Exception;

        @Override
        void close();
    }

    enum Kind {
        POSIX_FLOCK("posix-flock"),
        POSIX_OFD("posix-ofd"),
        POSIX_UNIVERSAL("posix-universal"),
        NIO("nio"),
        FILE_CHANNEL("RECORD"),
        FLOCK_1("FLOCK"),
        PYTHON_FLOCK("FLOCK"),
        PYTHON_LOCKF("RECORD"),
        PORTALOCKER("FLOCK", "portalocker"),
        FILELOCK("FLOCK", "filelock"),
        FASTENERS("RECORD", "fasteners");

        /** The name of one of our backends, or the space in which another program locks. */
        private final String backendOrDomain;

        /** A library of Python that may not be there; empty for none. */
        private final String module;

        Kind(String backendOrDomain) {
            this(backendOrDomain, "");
        }

        Kind(String backendOrDomain, String module) {
            this.backendOrDomain = backendOrDomain;
            this.module = module;
        }

        boolean isHere() {
            return module.isEmpty() || Python.with(module).isPresent();
        }

        static List<Kind> here() {
            return Stream.of(values()).filter(Kind::isHere).toList();
        }

        Set<LockDomain> domains() {
            return Portalocker.backends().stream()
                    .filter(info -> info.name().equals(backendOrDomain))
                    .findFirst()
                    .map(BackendInfo::domains)
                    .orElseGet(() -> Set.of(new LockDomain(backendOrDomain)));
        }

        Locker start() throws Exception {
            return switch (this) {
                case POSIX_FLOCK, POSIX_OFD, POSIX_UNIVERSAL, NIO -> new OfAgent(Agent.start(backendOrDomain));
                case FILE_CHANNEL -> new OfProgram(Program.java(List.of(), ChannelMain.class));
                case FLOCK_1 -> new OfFlock();
                case PYTHON_FLOCK -> new OfProgram(Program.start("python3", "-c", PYTHON, "flock"));
                case PYTHON_LOCKF -> new OfProgram(Program.start("python3", "-c", PYTHON, "lockf"));
                case PORTALOCKER, FILELOCK, FASTENERS ->
                    new OfProgram(Program.start(Python.with(module).orElseThrow(), "-c", PEER, module));
            };
        }
    }

    private record OfAgent(Agent agent) implements Locker {
        @Override
        public boolean tryLock(Path file) throws Exception {
            return agent.tryLock(EXCLUSIVE, file);
        }

        /** Whether it says that it cannot be relied on here. */
        boolean refuses(Path file) throws Exception {
            agent.send("try", EXCLUSIVE, file);
            String answer = agent.answer();
            if (answer.equals("held")) {
                agent.unlock(file);
            }
            return answer.contains(LockNotSupportedException.class.getSimpleName());
        }

        @Override
        public void unlock(Path file) throws Exception {
            agent.unlock(file);
        }

        @Override
        public void close() {
            agent.close();
        }
    }

    private record OfProgram(Program program) implements Locker {
        OfProgram(Program program) {
            this.program = program;
            try {
                program.awaitLine("ready");
            } catch (InterruptedException e) {
                program.close();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean tryLock(Path file) throws Exception {
            program.send("try " + file);
            String answer = program.readLine();
            assertThat(answer).isIn("held", "busy");
            return answer.equals("held");
        }

        @Override
        public void unlock(Path file) throws Exception {
            program.send("unlock " + file);
            assertThat(program.readLine()).isEqualTo("released");
        }

        @Override
        public void close() {
            program.close();
        }
    }

    /** One process for each lock. */
    private static final class OfFlock implements Locker {
        private final List<Program> running = new ArrayList<>();

        @Override
        public boolean tryLock(Path file) throws Exception {
            Program program = Program.start("flock", "-n", file.toString(), "sh", "-c", "echo held; cat >/dev/null");
            running.add(program);
            return program.readLine().equals("held");
        }

        @Override
        public void unlock(Path file) throws Exception {
            assertThat(running.remove(running.size() - 1).finish()).isZero();
        }

        @Override
        public void close() {
            running.forEach(Program::close);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        for (Kind kind : Kind.here()) {
            HOLDERS.put(kind, kind.start());
            CONTENDERS.put(kind, kind.start());
        }
    }

    @AfterAll
    static void stop() {
        HOLDERS.values().forEach(Locker::close);
        CONTENDERS.values().forEach(Locker::close);
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTALOCKER", "FILELOCK", "FASTENERS"})
    void libraryOfPythonTakesPart(Kind library) {
        assumeTrue(
                HOLDERS.containsKey(library),
                "no python3 here has the module " + library.module + " (Debian: python3-" + library.module + ")");
        assertThat(HOLDERS.get(library)).isNotNull();
    }

    @Test
    @DisplayName("J1: in the temporary directory")
    void inTheTemporaryDirectory(@TempDir Path dir, TestReporter reporter) throws Exception {
        measure(dir, reporter);
    }

    @Test
    @DisplayName("J1: in shared memory")
    void inSharedMemory(TestReporter reporter) throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "there is no writable /dev/shm");
        Path dir = Files.createTempDirectory(memory, "portalocker");
        try {
            measure(dir, reporter);
        } finally {
            Files.deleteIfExists(dir.resolve("lock"));
            Files.delete(dir);
        }
    }

    /** posix-universal is for local file systems, and FUSE, which containers and this project's proofs use, is none. */
    private static List<Kind> kinds(Path file) throws Exception {
        List<Kind> kinds = new ArrayList<>(Kind.here());
        if (Files.getFileStore(file).type().startsWith("fuse")) {
            assertThat(((OfAgent) HOLDERS.get(Kind.POSIX_UNIVERSAL)).refuses(file))
                    .isTrue();
            kinds.remove(Kind.POSIX_UNIVERSAL);
        }
        return kinds;
    }

    private static void measure(Path dir, TestReporter reporter) throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        List<String> wrong = new ArrayList<>();
        List<Kind> kinds = kinds(file);
        StringBuilder table = new StringBuilder(kinds.toString());
        for (Kind holder : kinds) {
            table.append('\n').append(holder).append(':');
            assertThat(HOLDERS.get(holder).tryLock(file))
                    .as("free for " + holder)
                    .isTrue();
            for (Kind contender : kinds) {
                boolean granted = CONTENDERS.get(contender).tryLock(file);
                if (granted) {
                    CONTENDERS.get(contender).unlock(file);
                }
                table.append(granted ? " both" : " excluded");
                if (granted != Collections.disjoint(holder.domains(), contender.domains())) {
                    wrong.add(holder + " beside " + contender + (granted ? ": both hold" : ": excluded"));
                }
            }
            HOLDERS.get(holder).unlock(file);
        }
        reporter.publishEntry(dir.getParent().toString(), table.toString());
        assertThat(wrong).as(table.toString()).isEmpty();
    }
}
