package io.github.portalocker.internal.select;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.stream.Stream;

import io.github.portalocker.Availability;
import io.github.portalocker.Availability.Available;
import io.github.portalocker.Availability.NotForThisPlatform;
import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.Capability;
import io.github.portalocker.LockDomain;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.OpenOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockDomain.FLOCK;
import static io.github.portalocker.LockDomain.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

final class SelectionTest {
    private static final Availability AVAILABLE = new Available();
    private static final Availability ELSEWHERE = new NotForThisPlatform("it is for another system");
    private static final Unavailable LOST = new Unavailable("its entry was lost", "merge", null);
    private static final Availability BROKEN = new Unavailable("JNA is missing", "add JNA", null);

    private final LockBackend nio = backend("nio", 0, AVAILABLE, RECORD);

    @AfterEach
    void clearProperty() {
        System.clearProperty(Selection.PROPERTY);
    }

    @Test
    void highestPriorityWinsAndTiesGoByName() {
        LockBackend a = backend("a", 110, AVAILABLE, FLOCK);
        LockBackend b = backend("b", 110, AVAILABLE, RECORD);
        assertThat(select(nio, b, a)).isSameAs(a);
    }

    @Test
    void backendOfAnotherPlatformIsPassedOverSilently() {
        assertThat(select(backend("windows", 110, ELSEWHERE, LockDomain.WINDOWS), nio))
                .isSameAs(nio);
    }

    @Test
    void neverCrossesDomainsSilently() {
        assertThatThrownBy(() -> select(backend("posix-flock", 110, BROKEN, FLOCK), nio))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContainingAll(
                        "posix-flock",
                        "unavailable",
                        "JNA is missing",
                        "add JNA",
                        "-Dportalocker.backend=nio",
                        "[RECORD]");
    }

    @Test
    void neverReachesTheFallbackOverASecondBackendOfItsDomain() {
        LockBackend flock = backend("posix-flock", 110, BROKEN, FLOCK);
        LockBackend ofd = backend("posix-ofd", 105, BROKEN, RECORD);
        assertThatThrownBy(() -> select(flock, ofd, nio)).isInstanceOf(BackendUnavailableException.class);
    }

    @Test
    void takesAnotherBackendOfTheSameDomain() {
        LockBackend twin = backend("posix-flock", 110, AVAILABLE, FLOCK);
        assertThat(select(backend("ffm-flock", 210, BROKEN, FLOCK), twin, nio)).isSameAs(twin);
    }

    @Test
    void propertyAndNameCrossDomainsOnPurpose() {
        LockBackend flock = backend("posix-flock", 110, BROKEN, FLOCK);
        Selection selection = among(backends(flock, nio));
        assertThat(selection.select(Optional.of("nio"), Set.of()).backend()).isSameAs(nio);
        System.setProperty(Selection.PROPERTY, "nio");
        assertThat(selection.select(Optional.empty(), Set.of()).backend()).isSameAs(nio);
    }

    @Test
    void nameGoesBeforeProperty() {
        System.setProperty(Selection.PROPERTY, "missing");
        assertThat(among(backends(nio)).select(Optional.of("nio"), Set.of()).backend())
                .isSameAs(nio);
    }

    @Test
    void unknownNameListsTheKnownOnes() {
        Selection selection = among(backends(nio));
        assertThatThrownBy(() -> selection.select(Optional.of("posx-flock"), Set.of()))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContainingAll("'posx-flock'", "searched: a test", "nio [RECORD]: available");
    }

    @Test
    void namedBackendThatIsUnavailableSaysWhy() {
        Selection selection = among(backends(backend("posix-flock", 110, BROKEN, FLOCK), nio));
        assertThatThrownBy(() -> selection.select(Optional.of("posix-flock"), Set.of()))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContainingAll("JNA is missing", "add JNA");
    }

    @Test
    void troubleOfSeveralBackendsIsListedOnce() {
        assertThatThrownBy(() ->
                        select(backend("posix-flock", 110, BROKEN, FLOCK), backend("posix-ofd", 105, BROKEN, RECORD)))
                .hasMessageContainingAll(
                        "\n  posix-flock [FLOCK]: unavailable: JNA is missing; add JNA",
                        "\n  posix-ofd [RECORD]: unavailable for the same reason");
    }

    @Test
    void withoutAnyBackendSaysWhatToAdd() {
        assertThatThrownBy(this::select)
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("portalocker-backend-posix");
    }

    @Test
    void fallbackIsNotChosenBesideAProviderThatFailedToLoad() {
        Backends backends = besideAFailure(nio);
        assertThatThrownBy(() -> among(backends).select(Optional.empty(), Set.of()))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContainingAll("failed to load", "made for Java 22", "-Dportalocker.backend=nio");
    }

    @Test
    void nativeBackendIsChosenBesideAProviderThatFailedToLoad() {
        LockBackend flock = backend("posix-flock", 110, AVAILABLE, FLOCK);
        assertThat(among(besideAFailure(flock))
                        .select(Optional.empty(), Set.of())
                        .backend())
                .isSameAs(flock);
    }

    @Test
    void backendThatMustBeNamedIsNotCrossedInSilence() {
        LockBackend flock = backend("posix-flock", 110, AVAILABLE, FLOCK);
        Selection selection = among(new Backends(
                List.of(new Candidate(flock, LOST), new Candidate(nio, null)), List.of(), List.of("a test")));
        assertThatThrownBy(() -> selection.select(Optional.empty(), Set.of()))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContainingAll("'posix-flock'", "its entry was lost", "merge", "-Dportalocker.backend=nio");
        assertThat(selection.select(Optional.of("posix-flock"), Set.of()).backend())
                .isSameAs(flock);
        assertThat(selection.select(Optional.of("nio"), Set.of()).backend()).isSameAs(nio);
    }

    @Test
    void backendOfAnotherPlatformThatMustBeNamedIsPassedOver() {
        LockBackend windows = backend("windows", 110, ELSEWHERE, LockDomain.WINDOWS);
        Backends backends = new Backends(
                List.of(new Candidate(windows, LOST), new Candidate(nio, null)), List.of(), List.of("a test"));
        assertThat(among(backends).select(Optional.empty(), Set.of()).backend()).isSameAs(nio);
    }

    @Test
    void choiceHoldsForAllThreadsWhereItDoesNotDependOnTheContextClassLoader() {
        LockBackend flock = backend("posix-flock", 110, AVAILABLE, FLOCK);
        Selection best = new Selection(backends(flock, nio), () -> fail("looked elsewhere"));
        assertThat(best.select(Optional.empty(), Set.of()).forAllThreads()).isTrue();
        assertThat(best.select(Optional.of("nio"), Set.of()).forAllThreads()).isTrue();

        Selection fallback = new Selection(backends(nio), () -> backends(nio));
        assertThat(fallback.select(Optional.empty(), Set.of()).forAllThreads()).isFalse();
        assertThat(fallback.select(Optional.of("nio"), Set.of()).forAllThreads())
                .isTrue();

        Selection elsewhere = new Selection(backends(), () -> backends(flock));
        assertThat(elsewhere.select(Optional.empty(), Set.of())).isEqualTo(new Selection.Choice(flock, false));
    }

    @Test
    void lookUpSurvivesProvidersThatThrowFromEitherStep() {
        List<Object> steps = new ArrayList<>(List.of(
                new UnsupportedClassVersionError("from hasNext"), new ServiceConfigurationError("from next"), nio));
        Iterator<LockBackend> providers = new Iterator<>() {
            @Override
            public boolean hasNext() {
                if (!steps.isEmpty() && steps.get(0) instanceof UnsupportedClassVersionError error) {
                    steps.remove(0);
                    throw error;
                }
                return !steps.isEmpty();
            }

            @Override
            public LockBackend next() {
                if (steps.isEmpty()) {
                    throw new NoSuchElementException();
                }
                Object step = steps.remove(0);
                if (step instanceof ServiceConfigurationError error) {
                    throw error;
                }
                return (LockBackend) step;
            }
        };
        Backends backends = BackendSearch.load(providers, "a test");
        assertThat(backends.usable()).containsExactly(nio);
        assertThat(backends.rejected()).hasSize(2);
    }

    @Test
    void kindIsTheBestBackendOfIt() {
        LockBackend posix = backend("posix-flock", 110, AVAILABLE, FLOCK);
        LockBackend ffm = backend("ffm-flock", 210, AVAILABLE, FLOCK);
        LockBackend ofd = backend("posix-ofd", 105, AVAILABLE, RECORD);
        assertThat(named("flock", posix, ffm, ofd, nio)).isSameAs(ffm);
        assertThat(named("flock", posix, backend("ffm-flock", 210, BROKEN, FLOCK), ofd, nio))
                .isSameAs(posix);
        assertThat(named("ofd", posix, ffm, ofd, nio)).isSameAs(ofd);
        assertThat(named("posix-flock", posix, ffm)).isSameAs(posix);
    }

    @Test
    void kindThatTheSystemHasNotIsOneThatExcludesTheSamePrograms() {
        LockBackend windows = backend("windows", 110, AVAILABLE, LockDomain.WINDOWS);
        LockBackend mac = backend("posix-flock", 110, AVAILABLE, FLOCK, RECORD);
        assertThat(named("universal", windows, nio)).isSameAs(windows);
        assertThat(named("universal", mac, nio)).isSameAs(mac);
        assertThat(named("ofd", mac, nio)).isSameAs(mac);
        assertThatThrownBy(() -> named("flock", windows, nio))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContainingAll("'flock'", "windows", "WINDOWS");
        assertThatThrownBy(() -> named("ofd", nio)).hasMessageContainingAll("'ofd'", "nio");
    }

    @Test
    void onlyBackendsThatExcludeWhatIsAskedForAreChosen() {
        LockBackend flock = backend("posix-flock", 110, AVAILABLE, FLOCK);
        LockBackend ofd = backend("posix-ofd", 105, AVAILABLE, RECORD);
        LockBackend universal = backend("posix-universal", 100, AVAILABLE, FLOCK, RECORD);
        Selection selection = among(backends(flock, ofd, universal, nio));
        assertThat(selection.select(Optional.empty(), Set.of(RECORD)).backend()).isSameAs(ofd);
        assertThat(selection.select(Optional.empty(), Set.of(FLOCK, RECORD)).backend())
                .isSameAs(universal);
        assertThatThrownBy(() -> selection.select(Optional.empty(), Set.of(LockDomain.WINDOWS)))
                .hasMessageContainingAll("WINDOWS", "posix-flock");
        assertThatThrownBy(() -> selection.select(Optional.of("posix-flock"), Set.of(RECORD)))
                .hasMessageContainingAll("posix-flock", "FLOCK", "RECORD");
    }

    private static LockBackend named(String name, LockBackend... backends) {
        return among(backends(backends)).select(Optional.of(name), Set.of()).backend();
    }

    private LockBackend select(LockBackend... backends) {
        return among(backends(backends)).select(Optional.empty(), Set.of()).backend();
    }

    private static Selection among(Backends backends) {
        return new Selection(backends, () -> backends);
    }

    private static Backends backends(LockBackend... backends) {
        return new Backends(
                Stream.of(backends).map(backend -> new Candidate(backend, null)).toList(),
                List.of(),
                List.of("a test"));
    }

    private static Backends besideAFailure(LockBackend backend) {
        return new Backends(
                List.of(new Candidate(backend, null)),
                List.of(new UnsupportedClassVersionError("made for Java 22")),
                List.of("a test"));
    }

    private static LockBackend backend(String name, int priority, Availability availability, LockDomain... domains) {
        return new LockBackend() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String kind() {
                return name.substring(name.indexOf('-') + 1);
            }

            @Override
            public int priority() {
                return priority;
            }

            @Override
            public Set<LockDomain> domains() {
                return Set.of(domains);
            }

            @Override
            public Set<Capability> capabilities() {
                return Set.of();
            }

            @Override
            public Availability availability() {
                return availability;
            }

            @Override
            public FileHandle open(Path path, OpenOptions options) {
                throw new UnsupportedOperationException();
            }

            @Override
            public FileHandle adopt(FileChannel channel) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
