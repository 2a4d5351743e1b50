package io.github.portalocker.ffm;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** GraalVM's native image has only those downcalls that the metadata describe. */
final class ReachabilityMetadataTest {
    private static final String METADATA =
            "/META-INF/native-image/io.github.portalocker/portalocker-backend-ffm/reachability-metadata.json";
    private static final Pattern DOWNCALL =
            Pattern.compile("\"returnType\": \"([^\"]+)\", \"parameterTypes\": \\[([^]]*)], \"options\": \\{[^}]*}");
    private static final Map<Class<?>, String> NAMES =
            Map.of(int.class, "jint", long.class, "jlong", MemorySegment.class, "void*");

    @Test
    void everyDowncallIsDescribedAndNoOther() throws Exception {
        Set<String> described;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(METADATA))) {
            described = DOWNCALL.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map(ReachabilityMetadataTest::signature)
                    .collect(Collectors.toSet());
        }

        Set<String> used = new TreeSet<>();
        for (Class<?> holder : Set.of(Functions.class, Functions.Signals.class, Functions.Rare.class)) {
            for (Field field : holder.getDeclaredFields()) {
                field.setAccessible(true);
                if (field.get(null) instanceof MethodHandle handle) {
                    used.add(signature(handle));
                }
            }
        }

        assertThat(described).containsExactlyInAnyOrderElementsOf(used);
    }

    private static String signature(MatchResult entry) {
        return entry.group(1) + "(" + entry.group(2).replace("\"", "") + ")";
    }

    /** Without the memory for errno, which comes first. */
    private static String signature(MethodHandle handle) {
        return NAMES.get(handle.type().returnType())
                + handle.type().dropParameterTypes(0, 1).parameterList().stream()
                        .map(NAMES::get)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
