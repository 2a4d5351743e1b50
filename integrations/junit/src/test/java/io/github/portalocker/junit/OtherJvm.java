package io.github.portalocker.junit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.Program;

/** A process that locks what it is told to. */
record OtherJvm(Program program) implements AutoCloseable {
    static OtherJvm start() throws IOException {
        return new OtherJvm(Program.java(List.of(), Main.class));
    }

    /** Whether it could lock the key now; it does not keep the lock. */
    boolean canLock(Path locks, String key, LockMode mode) throws InterruptedException {
        program.send(String.join("\t", "try", locks.toString(), key, mode.name()));
        return Boolean.parseBoolean(program.readLine());
    }

    /** Lets it hold the key until it ends. */
    void lock(Path locks, String key, LockMode mode) throws InterruptedException {
        program.send(String.join("\t", "lock", locks.toString(), key, mode.name()));
        program.awaitLine("true");
    }

    @Override
    public void close() {
        program.close();
    }

    /** The process. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] words = line.split("\t", -1);
                NamedLocks locks = NamedLocks.in(Path.of(words[1]));
                HeldNamedLock lock = locks.tryLock(words[2], LockMode.valueOf(words[3]));
                System.out.println(lock != null);
                if (words[0].equals("try")) {
                    locks.close();
                }
            }
        }
    }
}
