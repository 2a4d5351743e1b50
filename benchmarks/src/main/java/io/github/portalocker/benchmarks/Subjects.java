package io.github.portalocker.benchmarks;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.github.portalocker.BackendInfo;
import io.github.portalocker.FileLocker;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.Portalocker;
import org.jspecify.annotations.Nullable;

/** What is measured, by name: the backends that work here, and what they are compared with. */
final class Subjects {
    /** The baseline: what the JDK has. */
    static final String FILE_CHANNEL = "FileChannel.lock";

    /** The yardstick a second time: how far it is from itself is noise. */
    static final String CONTROL = "FileChannel.lock again";

    static final String FILE_CHANNEL_TRY = "FileChannel.tryLock";
    static final String BARE_JNA = "bare-jna";
    static final String BARE_FFM = "bare-ffm";

    /** What an application must write to lock a file with several threads and the JDK alone. */
    static final String MUTEX_AND_FILE_CHANNEL = "ReentrantLock+FileChannel";

    /** Asking again and again, so many milliseconds apart. */
    static final String POLL = "poll-";

    private static final String BARE_FFM_CLASS = "io.github.portalocker.benchmarks.BareFfm";

    private Subjects() {}

    /** The library's, best first. */
    static List<String> backends() {
        return Portalocker.backends().stream()
                .filter(info -> info.availability().isAvailable())
                .map(BackendInfo::name)
                .toList();
    }

    /** The backends, the JDK, and the system calls alone. */
    static List<String> all() {
        List<String> names = new ArrayList<>(backends());
        names.addAll(List.of(FILE_CHANNEL, CONTROL, FILE_CHANNEL_TRY));
        for (String bare : List.of(BARE_JNA, BARE_FFM)) {
            if (backends().stream().anyMatch(name -> name.startsWith(bare.equals(BARE_JNA) ? "posix" : "ffm"))) {
                names.add(bare);
            }
        }
        return names;
    }

    static Subject open(String name, Path file) throws Exception {
        if (name.startsWith(POLL)) {
            return new Polling(file, Long.parseLong(name.substring(POLL.length())));
        }
        return switch (name) {
            case FILE_CHANNEL, CONTROL -> new Channel(file);
            case FILE_CHANNEL_TRY -> new ChannelTry(file);
            case MUTEX_AND_FILE_CHANNEL -> new MutexAndChannel(file);
            case BARE_JNA -> new BareJna(file);
            case BARE_FFM -> bareFfm(file);
            default -> open(FileLocker.builder().backend(name).build(), file);
        };
    }

    static Subject open(FileLocker locker, Path file) throws IOException {
        return new Library(locker.open(file));
    }

    /** Compiled only where java.lang.foreign is. */
    private static Subject bareFfm(Path file) throws Exception {
        try {
            return Class.forName(BARE_FFM_CLASS)
                    .asSubclass(Subject.class)
                    .getDeclaredConstructor(Path.class)
                    .newInstance(file);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private record Library(LockFile file) implements Subject {
        @Override
        public AutoCloseable lock(LockMode mode) throws Exception {
            return file.lock(mode);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private static FileChannel openChannel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private record Channel(FileChannel channel) implements Subject {
        Channel(Path file) throws IOException {
            this(openChannel(file));
        }

        @Override
        public AutoCloseable lock(LockMode mode) throws IOException {
            return channel.lock(0, Long.MAX_VALUE, mode == LockMode.SHARED);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record ChannelTry(FileChannel channel) implements Subject {
        ChannelTry(Path file) throws IOException {
            this(openChannel(file));
        }

        @Override
        public AutoCloseable lock(LockMode mode) throws IOException {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, mode == LockMode.SHARED);
            if (lock == null) {
                throw new IllegalStateException("another process holds the lock");
            }
            return lock;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record Polling(FileChannel channel, long millis) implements Subject {
        Polling(Path file, long millis) throws IOException {
            this(openChannel(file), millis);
        }

        @Override
        public AutoCloseable lock(LockMode mode) throws IOException, InterruptedException {
            @Nullable FileLock lock = channel.tryLock(0, Long.MAX_VALUE, mode == LockMode.SHARED);
            while (lock == null) {
                Thread.sleep(millis);
                lock = channel.tryLock(0, Long.MAX_VALUE, mode == LockMode.SHARED);
            }
            return lock;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Readers exclude each other too: the JDK refuses overlapping shared locks of one JVM. */
    private static final class MutexAndChannel implements Subject {
        private final ReentrantLock mutex = new ReentrantLock();
        private final FileChannel channel;

        MutexAndChannel(Path file) throws IOException {
            this.channel = openChannel(file);
        }

        @Override
        public AutoCloseable lock(LockMode mode) throws IOException {
            mutex.lock();
            FileLock lock = channel.lock(0, Long.MAX_VALUE, mode == LockMode.SHARED);
            return () -> {
                try {
                    lock.release();
                } finally {
                    mutex.unlock();
                }
            };
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
