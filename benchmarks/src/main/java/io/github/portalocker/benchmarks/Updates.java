package io.github.portalocker.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.recipes.Durability;
import io.github.portalocker.recipes.LockedFile;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Replaces a small file by its next version; the library also locks it, and keeps its permissions. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class Updates {
    /** What it must do at least: read, write, flush, rename, flush the directory. */
    static final String BARE = "bare calls";

    static final String LIBRARY = "LockedFile.update";
    static final List<String> SUBJECTS = List.of(LIBRARY, BARE);

    /** Who does it. */
    @Param({LIBRARY, BARE})
    public String subject;

    /** How much is flushed. */
    @Param({"FULL", "NONE"})
    public Durability durability;

    private Path folder;
    private Path file;
    private LockedFile locked;

    /** Creates the file. */
    @Setup
    public void create() throws Exception {
        folder = Files.createTempDirectory("portalocker-benchmark");
        file = folder.resolve("data");
        locked = LockedFile.builder(file).durability(durability).build();
        locked.write(new byte[1_000]);
    }

    /** Deletes it. */
    @TearDown
    public void delete() throws Exception {
        for (String name : List.of("data", "data.lock", ".data.new")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }

    /** One update. */
    @Benchmark
    public byte[] update() throws Exception {
        return subject.equals(LIBRARY) ? locked.update(Updates::next) : bare();
    }

    private static byte[] next(byte[] content) {
        byte[] next = Arrays.copyOf(content, content.length);
        next[0]++;
        return next;
    }

    private byte[] bare() throws IOException {
        byte[] content = next(Files.readAllBytes(file));
        Path fresh = folder.resolve(".data.new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content));
            flush(channel);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            flush(directory);
        }
        return content;
    }

    private void flush(FileChannel channel) throws IOException {
        if (durability == Durability.FULL) {
            channel.force(true);
        }
    }
}
