package io.github.portalocker.junit;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.portalocker.HeldLocks;
import io.github.portalocker.LockMode;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/** Locks the keys of {@link FileLocked}; JUnit closes what is stored when the class or method is over, however it ends. */
final class FileLockExtension implements BeforeAllCallback, BeforeEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(FileLockExtension.class);
    private static final String TIMEOUT = "portalocker.junit.timeout";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        lock(context, context.getRequiredTestClass());
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        lock(context, context.getRequiredTestMethod());
    }

    private static void lock(ExtensionContext context, AnnotatedElement element) throws Exception {
        Held outer = context.getStore(NAMESPACE).get(Held.class, Held.class);
        Map<String, LockMode> held = outer == null ? Map.of() : outer.modes;
        Keys keys = Keys.of(element).without(held, element);
        if (keys.modes().isEmpty()) {
            return;
        }
        Duration timeout = keys.timeout().isZero() ? timeout(context) : keys.timeout();
        HeldLocks locks = LockPlace.of(context).lockAll(keys.modes(), timeout);
        Map<String, LockMode> all = new TreeMap<>(held);
        all.putAll(keys.modes());
        context.getStore(NAMESPACE).put(Held.class, new Held(all, locks));
    }

    private static Duration timeout(ExtensionContext context) {
        String text = context.getConfigurationParameter(TIMEOUT).orElse("");
        if (text.isEmpty()) {
            return DEFAULT_TIMEOUT;
        }
        try {
            return Duration.ofSeconds(Integer.parseUnsignedInt(text.trim()));
        } catch (NumberFormatException e) {
            throw new ExtensionConfigurationException(
                    "the configuration parameter " + TIMEOUT + " is '" + text + "'; it must be a number of seconds", e);
        }
    }

    /**
     * What a class or method holds.
     *
     * @param modes of its keys, and of those that its class holds
     * @param locks its own
     */
    private record Held(Map<String, LockMode> modes, HeldLocks locks) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            boolean valid = locks.isValid();
            locks.close();
            if (!valid) {
                throw new IOException("a lock of " + modes.keySet()
                        + " was lost while the test ran, so that others may have run at the same time");
            }
        }
    }

    /** So that JUnit does not start tests of this JVM that would have to wait for each other. */
    static final class ResourceLocks implements ResourceLocksProvider {
        @Override
        public Set<Lock> provideForClass(Class<?> testClass) {
            return locks(testClass);
        }

        @Override
        public Set<Lock> provideForNestedClass(java.util.List<Class<?>> enclosing, Class<?> testClass) {
            return locks(testClass);
        }

        @Override
        public Set<Lock> provideForMethod(java.util.List<Class<?>> enclosing, Class<?> testClass, Method method) {
            return locks(method);
        }

        private static Set<Lock> locks(AnnotatedElement element) {
            return Keys.of(element).modes().entrySet().stream()
                    .map(each -> new Lock(
                            FileLocked.class.getName() + " " + each.getKey(),
                            each.getValue() == LockMode.SHARED
                                    ? ResourceAccessMode.READ
                                    : ResourceAccessMode.READ_WRITE))
                    .collect(Collectors.toSet());
        }
    }
}
