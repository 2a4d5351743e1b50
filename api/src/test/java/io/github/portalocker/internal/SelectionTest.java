package io.github.portalocker.internal;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;

import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.spi.Availability;
import io.github.portalocker.spi.Availability.Available;
import io.github.portalocker.spi.Availability.NotForThisPlatform;
import io.github.portalocker.spi.Availability.Unavailable;
import io.github.portalocker.spi.Capability;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.LockDomain;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.OpenOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.spi.LockDomain.FLOCK;
import static io.github.portalocker.spi.LockDomain.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class SelectionTest {
    private static final Availability AVAILABLE = new Available();
    private static final Availability ELSEWHERE = new NotForThisPlatform("it is for another system");
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
        Selection selection = new Selection(new Backends(List.of(flock, nio), List.of()));
        assertThat(selection.select(Optional.of("nio"))).isSameAs(nio);
        System.setProperty(Selection.PROPERTY, "nio");
        assertThat(selection.select(Optional.empty())).isSameAs(nio);
    }

    @Test
    void nameGoesBeforeProperty() {
        System.setProperty(Selection.PROPERTY, "missing");
        Selection selection = new Selection(new Backends(List.of(nio), List.of()));
        assertThat(selection.select(Optional.of("nio"))).isSameAs(nio);
    }

    @Test
    void unknownNameListsTheKnownOnes() {
        Selection selection = new Selection(new Backends(List.of(nio), List.of()));
        assertThatThrownBy(() -> selection.select(Optional.of("posx-flock")))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContainingAll("'posx-flock'", "nio [RECORD]: available");
    }

    @Test
    void namedBackendThatIsUnavailableSaysWhy() {
        Selection selection =
                new Selection(new Backends(List.of(backend("posix-flock", 110, BROKEN, FLOCK), nio), List.of()));
        assertThatThrownBy(() -> selection.select(Optional.of("posix-flock")))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContainingAll("JNA is missing", "add JNA");
    }

    @Test
    void withoutAnyBackendSaysWhatToAdd() {
        assertThatThrownBy(this::select)
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("portalocker-backend-posix");
    }

    @Test
    void fallbackIsNotChosenBesideAProviderThatFailedToLoad() {
        Backends backends = new Backends(List.of(nio), List.of(new UnsupportedClassVersionError("made for Java 22")));
        assertThatThrownBy(() -> new Selection(backends).select(Optional.empty()))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContainingAll("failed to load", "made for Java 22", "-Dportalocker.backend=nio");
    }

    @Test
    void nativeBackendIsChosenBesideAProviderThatFailedToLoad() {
        LockBackend flock = backend("posix-flock", 110, AVAILABLE, FLOCK);
        Backends backends = new Backends(List.of(flock), List.of(new UnsupportedClassVersionError("made for Java 22")));
        assertThat(new Selection(backends).select(Optional.empty())).isSameAs(flock);
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
        Backends backends = Backends.load(providers);
        assertThat(backends.usable()).containsExactly(nio);
        assertThat(backends.rejected()).hasSize(2);
    }

    private LockBackend select(LockBackend... backends) {
        return new Selection(new Backends(List.of(backends), List.of())).select(Optional.empty());
    }

    private static LockBackend backend(String name, int priority, Availability availability, LockDomain domain) {
        return new LockBackend() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int priority() {
                return priority;
            }

            @Override
            public Set<LockDomain> domains() {
                return Set.of(domain);
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
            public LockHandle open(Path path, OpenOptions options) {
                throw new UnsupportedOperationException();
            }

            @Override
            public LockHandle adopt(FileChannel channel) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
