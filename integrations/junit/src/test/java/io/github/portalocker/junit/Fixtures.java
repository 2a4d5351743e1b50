package io.github.portalocker.junit;

import java.nio.file.Path;

import io.github.portalocker.LockMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;

import static org.assertj.core.api.Assertions.assertThat;

/** Test classes that only other tests run. */
final class Fixtures {
    static final String KEY = "database";

    private Fixtures() {}

    /** Who looks whether a lock is held, and where. */
    static OtherJvm other;

    static Path locks;

    private static void assertHeld(boolean readable, boolean writable) throws Exception {
        assertHeld(KEY, readable, writable);
    }

    private static void assertHeld(String key, boolean readable, boolean writable) throws Exception {
        assertThat(other.canLock(locks, key, LockMode.SHARED)).as("readable").isEqualTo(readable);
        assertThat(other.canLock(locks, key, LockMode.EXCLUSIVE)).as("writable").isEqualTo(writable);
    }

    @FileLocked(KEY)
    static class WritingClass {
        @BeforeAll
        static void heldBeforeAll() throws Exception {
            assertHeld(false, false);
        }

        @Test
        void heldByTheMethod() throws Exception {
            assertHeld(false, false);
        }

        @AfterAll
        static void heldAfterAll() throws Exception {
            assertHeld(false, false);
        }

        @Nested
        class Inner {
            @Test
            @FileLocked(KEY)
            void notLockedAgain() throws Exception {
                assertHeld(false, false);
            }
        }
    }

    @FileLocked(value = KEY, mode = ResourceAccessMode.READ)
    static class ReadingClass {
        @Test
        void othersMayRead() throws Exception {
            assertHeld(true, false);
        }
    }

    static class WritingMethod {
        @BeforeAll
        static void notHeldYet() throws Exception {
            assertHeld(true, true);
        }

        @BeforeEach
        @AfterEach
        void heldAround() throws Exception {
            assertHeld(false, false);
        }

        @FileLocked(KEY)
        @RepeatedTest(2)
        void held() throws Exception {
            assertHeld(false, false);
        }

        @AfterAll
        static void notHeldAnyMore() throws Exception {
            assertHeld(true, true);
        }
    }

    @FileLocked({KEY, "other"})
    @FileLocked(value = "third", mode = ResourceAccessMode.READ)
    static class SeveralKeys {
        @Test
        void allAreHeld() throws Exception {
            assertHeld(false, false);
            assertHeld("other", false, false);
            assertHeld("third", true, false);
        }
    }

    @FileLocked(KEY)
    static class FailingClass {
        @BeforeAll
        static void fail() {
            throw new IllegalStateException("as asked for");
        }

        @Test
        void neverRuns() {}
    }

    @FileLocked(value = KEY, mode = ResourceAccessMode.READ)
    static class Upgrading {
        @Test
        @FileLocked(KEY)
        void writesWhatTheClassReads() {}
    }

    @FileLocked({})
    static class WithoutKey {
        @Test
        void test() {}
    }

    @FileLocked(value = KEY, timeoutSeconds = 1)
    static class Impatient {
        @Test
        void neverRuns() {
            Journal.ofThisJvm().add("ran");
        }
    }

    /** Tests that would overlap, in one JVM and in several. */
    static class Overlapping {
        private static final long MILLIS = 20;

        private static void visit(String who) throws InterruptedException {
            Journal.ofThisJvm().visit(who + " of " + ProcessHandle.current().pid(), MILLIS);
        }

        @FileLocked(KEY)
        static class First {
            @Test
            void one() throws Exception {
                visit("first one");
            }

            @Test
            void two() throws Exception {
                visit("first two");
            }
        }

        static class Second {
            @Test
            @FileLocked(KEY)
            void one() throws Exception {
                visit("second one");
            }

            @Test
            @FileLocked(KEY)
            void two() throws Exception {
                visit("second two");
            }
        }
    }

    @FileLocked(KEY)
    static class Staying {
        @Test
        void untilKilled() throws Exception {
            Journal.ofThisJvm().visit("staying", 600_000);
        }
    }
}
