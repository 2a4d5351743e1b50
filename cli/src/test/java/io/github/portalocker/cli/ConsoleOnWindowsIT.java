package io.github.portalocker.cli;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** Ctrl-C and Ctrl-Break, which Windows gives to every process of the console, the command included. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "needs Windows, or Wine: see docs/testing.md")
final class ConsoleOnWindowsIT {
    @TempDir
    private Path dir;

    /** To find out whether a process has a lock file open. */
    private static final class Kernel32 {
        private static final int DELETE = 0x1_0000;
        private static final int SHARE_ALL = 7;
        private static final int OPEN_EXISTING = 3;

        static {
            Native.register(Kernel32.class, NativeLibrary.getInstance("kernel32"));
        }

        private Kernel32() {}

        static native Pointer CreateFileW(
                WString name, int access, int share, Pointer security, int disposition, int flags, Pointer template);

        static native int CloseHandle(Pointer handle);

        /** Whether a process has the file open that keeps others from deleting it, as the lock file's users do. */
        static boolean cannotBeDeleted(Path file) {
            Pointer handle = CreateFileW(
                    new WString(file.toString()), DELETE, SHARE_ALL, Pointer.NULL, OPEN_EXISTING, 0, Pointer.NULL);
            if ((int) Pointer.nativeValue(handle) == -1) {
                return true;
            }
            CloseHandle(handle);
            return false;
        }
    }

    private Path file() {
        return dir.resolve("lock");
    }

    private Path go() {
        return dir.resolve("go");
    }

    private Program runInAConsole() throws Exception {
        List<String> command = Cli.command(
                "run",
                file().toString(),
                "--",
                Cli.JAVA,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StubbornMain.class.getName(),
                go().toString());
        return Program.java(List.of(), ConsoleMain.class, command.toArray(String[]::new));
    }

    private int exitCodeOfAnAttempt() throws Exception {
        return Cli.run("run", "-n", file().toString(), "--", "cmd", "/c", "exit 0")
                .exitCode();
    }

    @Test
    void ctrlCReachesTheCommandOnceAndTheLockIsHeldUntilItEnds() throws Exception {
        try (Program console = runInAConsole()) {
            console.awaitLine("held");
            console.send("C");
            console.awaitLine("caught");
            console.send("C");
            console.awaitLine("caught");
            assertThat(exitCodeOfAnAttempt()).isEqualTo(1);
            Files.createFile(go());
            assertThat(console.rest()).containsExactly("exit 5");
        }
        assertThat(exitCodeOfAnAttempt()).isZero();
    }

    @Test
    void ctrlBreakDoesNotEndTheRunBeforeTheCommand() throws Exception {
        try (Program console = runInAConsole()) {
            console.awaitLine("held");
            console.send("BREAK");
            String answer = console.readLine();
            assumeFalse(answer.startsWith("BREAK cannot be pressed"), answer); // Wine
            assertThat(answer).as("the threads of a JVM").doesNotStartWith("exit");
            assertThat(exitCodeOfAnAttempt()).isEqualTo(1);
            Files.createFile(go());
            assertThat(console.rest()).endsWith("exit 5");
        }
        assertThat(exitCodeOfAnAttempt()).isZero();
    }

    @Test
    void ctrlCEndsTheWait() throws Exception {
        try (FileChannel channel = FileChannel.open(
                        file(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.lock();
                Program console = runInAConsole()) {
            assertThat(lock.isValid()).isTrue();
            long start = System.nanoTime();
            while (!Kernel32.cannotBeDeleted(file()) && System.nanoTime() - start < 60_000_000_000L) {
                Thread.sleep(20);
            }
            console.send("C");
            assertThat(console.rest()).containsExactly("exit 130");
        }
        assertThat(exitCodeOfAnAttempt()).isZero();
        assertThat(go()).doesNotExist();
    }
}
