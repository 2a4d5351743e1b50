package io.github.portalocker.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.tck.Program;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

final class FileLockedTest {
    /** A JVM may take long to start on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private Path locks;
    private Journal journal;

    @BeforeAll
    static void startOther() throws Exception {
        Fixtures.other = OtherJvm.start();
    }

    @AfterAll
    static void endOther() {
        Fixtures.other.close();
    }

    @BeforeEach
    void setUp() {
        locks = folder.resolve("locks");
        journal = new Journal(folder.resolve("journal"));
    }

    private EngineExecutionResults run(Map<String, String> parameters, Class<?>... fixtures) {
        Fixtures.locks = locks;
        System.setProperty(Journal.PROPERTY, journal.file().toString());
        EngineTestKit.Builder engine = EngineTestKit.engine("junit-jupiter");
        for (Class<?> fixture : fixtures) {
            engine.selectors(selectClass(fixture));
        }
        return engine.configurationParameters(parameters)
                .configurationParameter("portalocker.junit.locks", locks.toString())
                .execute();
    }

    private EngineExecutionResults run(Class<?>... fixtures) {
        return run(Map.of(), fixtures);
    }

    private static void assertSuccess(EngineExecutionResults results, int tests) {
        assertThat(results.allEvents().failed().stream()
                        .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow()))
                .isEmpty();
        results.testEvents().assertStatistics(statistics -> statistics.succeeded(tests));
    }

    private void assertNothingIsHeld() throws Exception {
        assertThat(Fixtures.other.canLock(locks, Fixtures.KEY, LockMode.EXCLUSIVE))
                .isTrue();
    }

    @Test
    void locksOfAClassAreHeldFromBeforeAllToAfterAllAndByNestedClasses() throws Exception {
        assertSuccess(run(Fixtures.WritingClass.class), 2);
        assertNothingIsHeld();
    }

    @Test
    void readersShare() throws Exception {
        assertSuccess(run(Fixtures.ReadingClass.class), 1);
        assertNothingIsHeld();
    }

    @Test
    void locksOfAMethodAreHeldAroundEachRepetition() {
        assertSuccess(run(Fixtures.WritingMethod.class), 2);
    }

    @Test
    void severalKeysInSeveralModesAreHeldTogether() {
        assertSuccess(run(Fixtures.SeveralKeys.class), 1);
    }

    @Test
    void failureReleases() throws Exception {
        run(Fixtures.FailingClass.class).containerEvents().assertStatistics(statistics -> statistics.failed(1));
        assertNothingIsHeld();
    }

    @Test
    void methodThatWritesWhatItsClassReadsIsRefused() {
        run(Fixtures.Upgrading.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(
                                instanceOf(ExtensionConfigurationException.class),
                                message(text -> text.contains("'database'")
                                        && text.contains("ask for READ_WRITE on the class"))));
    }

    /** The holder is looked for within a tenth of the timeout, which can be too short where the machine is busy. */
    @ParameterizedTest
    @ValueSource(strings = {"", "1"})
    void timeoutNamesTheKeyAndTheHolder(String timeout) throws Exception {
        Class<?> fixture = timeout.isEmpty() ? Fixtures.Impatient.class : Fixtures.WritingClass.class;
        try (OtherJvm holder = OtherJvm.start()) {
            holder.lock(locks, Fixtures.KEY, LockMode.SHARED);
            String pid = Long.toString(holder.program().pid());
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> run(Map.of("portalocker.junit.timeout", timeout), fixture)
                            .containerEvents()
                            .assertThatEvents()
                            .haveExactly(
                                    1,
                                    finishedWithFailure(
                                            instanceOf(LockTimeoutException.class),
                                            message(text -> text.contains(Fixtures.KEY) && text.contains(pid)))));
        }
        assertThat(journal.lines()).isEmpty();
    }

    @Test
    void timeoutThatIsNoNumberIsRefused() {
        run(Map.of("portalocker.junit.timeout", "soon"), Fixtures.WritingClass.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(
                                instanceOf(ExtensionConfigurationException.class),
                                message(text -> text.contains("portalocker.junit.timeout is 'soon'"))));
    }

    @Test
    void placeThatCannotBeUsedIsNamed() throws Exception {
        locks = Files.createFile(folder.resolve("file"));
        run(Fixtures.WritingClass.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(message(text -> text.contains(locks.toString()))));
    }

    @Test
    void testsOfOneJvmThatRunInParallelDoNotOverlap() throws Exception {
        Map<String, String> parallel = Map.of(
                "junit.jupiter.execution.parallel.enabled", "true",
                "junit.jupiter.execution.parallel.mode.default", "concurrent",
                "junit.jupiter.execution.parallel.mode.classes.default", "concurrent",
                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "4");
        assertSuccess(run(parallel, Fixtures.Overlapping.First.class, Fixtures.Overlapping.Second.class), 4);
        assertThat(journal.ended()).hasSize(4);
        assertThat(journal.most()).isEqualTo(1);
    }

    @Test
    void testsOfFourJvmsDoNotOverlap() throws Exception {
        int rounds = 5;
        List<Program> forks = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                forks.add(Program.java(
                        Run.options(locks, journal),
                        Run.class,
                        Integer.toString(rounds),
                        Fixtures.Overlapping.First.class.getName(),
                        Fixtures.Overlapping.Second.class.getName()));
            }
            for (Program fork : forks) {
                fork.awaitLine("done");
            }
        } finally {
            forks.forEach(Program::close);
        }
        assertThat(journal.ended()).hasSize(4 * rounds * 4);
        assertThat(journal.most()).isEqualTo(1);
    }

    @Test
    void forkThatIsKilledFreesItsKeysAtOnce() throws Exception {
        try (Program fork =
                Program.java(Run.options(locks, journal), Run.class, "1", Fixtures.Staying.class.getName())) {
            Awaitility.await().atMost(PATIENCE).until(() -> journal.lines().contains("begin staying"));
            assertThat(Fixtures.other.canLock(locks, Fixtures.KEY, LockMode.SHARED))
                    .isFalse();
            fork.kill();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Fixtures.other.canLock(locks, Fixtures.KEY, LockMode.EXCLUSIVE));
        }
        assertThat(journal.ended()).isEmpty();
    }
}
