package io.github.portalocker.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

import static org.assertj.core.api.Assertions.assertThat;

/** How many classes of the engine can only be understood together, because each of them leads to all the others. */
@AnalyzeClasses(packages = "io.github.portalocker.internal", importOptions = DoNotIncludeTests.class)
final class KnotTest {
    /** Goes down as the engine is divided into layers, never up. */
    private static final int MOST_CLASSES_IN_A_KNOT = 4;

    @ArchTest
    static void knotsDoNotGrow(JavaClasses classes) {
        assertThat(knots(dependencies(classes)))
                .isNotEmpty()
                .allSatisfy(knot -> assertThat(knot).hasSizeLessThanOrEqualTo(MOST_CLASSES_IN_A_KNOT));
    }

    /** A class with what is nested in it is one file to read, and counts as one. */
    private static Map<String, Set<String>> dependencies(JavaClasses classes) {
        Map<String, Set<String>> graph = new HashMap<>();
        for (JavaClass each : classes) {
            Set<String> targets = graph.computeIfAbsent(file(each), name -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (classes.contain(target.getName())) {
                    targets.add(file(target));
                }
            }
        }
        return graph;
    }

    private static String file(JavaClass type) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost.getName();
    }

    /** The strongly connected components: classes that reach each other. */
    private static List<Set<String>> knots(Map<String, Set<String>> graph) {
        Map<String, Set<String>> reachable =
                graph.keySet().stream().collect(Collectors.toMap(name -> name, name -> reachable(graph, name)));
        List<Set<String>> knots = new ArrayList<>();
        for (String name : graph.keySet()) {
            Set<String> knot = reachable.get(name).stream()
                    .filter(other -> reachable.get(other).contains(name))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!knots.contains(knot)) {
                knots.add(knot);
            }
        }
        return knots;
    }

    private static Set<String> reachable(Map<String, Set<String>> graph, String start) {
        Set<String> found = new TreeSet<>(Set.of(start));
        Deque<String> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            for (String next : graph.get(open.pop())) {
                if (found.add(next)) {
                    open.push(next);
                }
            }
        }
        return found;
    }
}
