package io.github.portalocker.windows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.portalocker.LockMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A lock file beside a program that has it open with any rights and shares any: contended, or locked, never an error. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "needs Windows, or Wine: see docs/testing.md")
final class ShareModesTest {
    private static final int READ_DATA = 1;
    private static final int WRITE_DATA = 2;
    private static final int APPEND_DATA = 4;
    private static final int EXECUTE = 0x20;
    private static final int DELETE = 0x1_0000;
    private static final int GENERIC_EXECUTE = 0x2000_0000;

    /** Attributes and extended attributes, and the right to delete what is in a folder. */
    private static final List<Integer> BESIDE_THE_DATA = List.of(0, 8, 0x10, 0x40, 0x80, 0x100);

    private static final int ALL_SHARES = Kernel32.SHARE_READ | Kernel32.SHARE_WRITE | Kernel32.SHARE_DELETE;

    private final Kernel32 kernel32 = JnaKernel32.load();
    private final WindowsSystem system = new WindowsSystem(kernel32);
    private final List<String> wrong = new ArrayList<>();

    @TempDir
    private Path dir;

    private Path file;

    /** Another program's way to open the file. */
    private record Mode(int access, int share) {
        static final Mode OF_THE_BACKEND =
                new Mode(Kernel32.GENERIC_READ | Kernel32.GENERIC_WRITE, Kernel32.SHARE_READ | Kernel32.SHARE_WRITE);

        /** What all others must share. */
        private int needs() {
            int reading = READ_DATA | EXECUTE | Kernel32.GENERIC_READ | GENERIC_EXECUTE;
            int writing = WRITE_DATA | APPEND_DATA | Kernel32.GENERIC_WRITE;
            return ((access & reading) == 0 ? 0 : Kernel32.SHARE_READ)
                    | ((access & writing) == 0 ? 0 : Kernel32.SHARE_WRITE)
                    | ((access & DELETE) == 0 ? 0 : Kernel32.SHARE_DELETE);
        }

        /** As CreateFile documents it; who touches no data neither needs nor refuses anything. */
        boolean goesWith(Mode other) {
            return needs() == 0
                    || other.needs() == 0
                    || ((needs() & ~other.share) == 0 && (other.needs() & ~share) == 0);
        }

        @Override
        public String toString() {
            return "access 0x%x, share %d".formatted(access, share);
        }
    }

    private static List<Mode> all() {
        Set<Integer> rights = new LinkedHashSet<>(BESIDE_THE_DATA);
        for (int read : List.of(0, READ_DATA, EXECUTE, Kernel32.GENERIC_READ, GENERIC_EXECUTE)) {
            for (int write : List.of(0, WRITE_DATA, APPEND_DATA, Kernel32.GENERIC_WRITE)) {
                for (int delete : List.of(0, DELETE)) {
                    rights.add(read | write | delete);
                }
            }
        }
        List<Mode> modes = new ArrayList<>();
        for (int access : rights) {
            for (int share = 0; share <= ALL_SHARES; share++) {
                modes.add(new Mode(access, share));
            }
        }
        return modes;
    }

    @BeforeEach
    void createFile() throws Exception {
        file = Files.createFile(dir.resolve("lock"));
    }

    private long open(Mode mode) {
        return kernel32.createFile(file.toString(), mode.access, mode.share, Kernel32.OPEN_EXISTING, 0);
    }

    private void expect(boolean right, Mode mode, String found) {
        if (!right) {
            wrong.add(mode + ": " + found);
        }
    }

    @Test
    @DisplayName("K14: file that is open already is contended exactly where it is not shared")
    void openFileIsContendedWhereItIsNotShared() throws Exception {
        for (Mode mode : all()) {
            long others = open(mode);
            assertThat(others).as(mode.toString()).isPositive();
            try (OwnHandle ours = OwnHandle.open(system, file)) {
                boolean locked = ours.lock(LockMode.EXCLUSIVE);
                expect(locked == mode.goesWith(Mode.OF_THE_BACKEND), mode, "locked: " + locked);
            } finally {
                assertThat(kernel32.closeHandle(others)).isZero();
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    @DisplayName("K14: locked file can be opened by those who share it and do not delete it")
    void lockedFileCanBeOpenedByThoseWhoShareIt() throws Exception {
        try (OwnHandle ours = OwnHandle.open(system, file)) {
            assertThat(ours.lock(LockMode.EXCLUSIVE)).isTrue();
            for (Mode mode : all()) {
                long others = open(mode);
                if (others >= 0) {
                    expect(mode.goesWith(Mode.OF_THE_BACKEND), mode, "could be opened");
                    assertThat(kernel32.closeHandle(others)).isZero();
                } else {
                    WindowsError error = WindowsError.of(others);
                    expect(error == WindowsError.ERROR_SHARING_VIOLATION, mode, "error " + error);
                    expect(!mode.goesWith(Mode.OF_THE_BACKEND), mode, "could not be opened");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }
}
