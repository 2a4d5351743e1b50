package io.github.portalocker.internal;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.Nullable;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/** Which part of the engine may use which other one: each only itself and those further down. */
@AnalyzeClasses(packages = "io.github.portalocker.internal", importOptions = DoNotIncludeTests.class)
final class LayersTest {
    private static final String INTERNAL = "io.github.portalocker.internal";

    /** From the bottom up. */
    private enum Layer {
        /** What is wanted, and threads to do it. */
        BASE,
        QUEUE,
        HANDLE,
        WAIT,
        ACQUIRE,
        /** What the public classes call. */
        ENGINE
    }

    private static final Map<String, Layer> LAYERS = Map.ofEntries(
            entry("Deadline", Layer.BASE),
            entry("LockThreads", Layer.BASE),
            entry("LockRequest", Layer.BASE),
            entry("LockScope", Layer.BASE),
            entry("Retry", Layer.BASE),
            entry("FileQueue", Layer.QUEUE),
            entry("Monopoly", Layer.QUEUE),
            entry("Waiter", Layer.QUEUE),
            entry("ChannelRegistry", Layer.HANDLE),
            entry("HandleLock", Layer.HANDLE),
            entry("FileOpener", Layer.HANDLE),
            entry("Hold", Layer.HANDLE),
            entry("HoldList", Layer.HANDLE),
            entry("OpenFile", Layer.HANDLE),
            entry("HandOffBudget", Layer.HANDLE),
            entry("Replacements", Layer.HANDLE),
            entry("KernelWaits", Layer.WAIT),
            entry("InterruptibleWait", Layer.WAIT),
            entry("CancellableWait", Layer.WAIT),
            entry("TryAsWait", Layer.WAIT),
            entry("WaitClient", Layer.WAIT),
            entry("Acquisition", Layer.ACQUIRE),
            entry("AsyncAcquisition", Layer.ACQUIRE),
            entry("BlockingAcquisition", Layer.ACQUIRE),
            entry("HeadOfQueue", Layer.ACQUIRE),
            entry("LockFuture", Layer.ACQUIRE),
            entry("Holders", Layer.ENGINE),
            entry("Locks", Layer.ENGINE),
            entry("DefaultLockFile", Layer.ENGINE),
            entry("PathReadWriteLock", Layer.ENGINE));

    @ArchTest
    static final ArchRule SELECTION_KNOWS_NOTHING_OF_LOCKING = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".select")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(INTERNAL);

    @ArchTest
    static void eachClassHasALayer(JavaClasses classes) {
        Set<String> names = new TreeSet<>();
        for (JavaClass each : classes) {
            if (each.getPackageName().equals(INTERNAL) && !each.getSimpleName().equals("package-info")) {
                names.add(file(each));
            }
        }
        assertThat(LAYERS.keySet()).containsExactlyInAnyOrderElementsOf(names);
    }

    @ArchTest
    static void noClassUsesALayerAboveItsOwn(JavaClasses classes) {
        Set<String> upward = new TreeSet<>();
        for (JavaClass each : classes) {
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                Layer from = layer(each);
                Layer to = layer(dependency.getTargetClass().getBaseComponentType());
                if (from != null && to != null && from.compareTo(to) < 0) {
                    upward.add(dependency.getDescription());
                }
            }
        }
        assertThat(upward).isEmpty();
    }

    private static @Nullable Layer layer(JavaClass type) {
        return type.getPackageName().equals(INTERNAL) ? LAYERS.get(file(type)) : null;
    }

    private static String file(JavaClass type) {
        String name = type.getName().substring(INTERNAL.length() + 1);
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }
}
