package io.github.portalocker.junit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

import io.github.portalocker.NamedLocks;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** Where the locks of this JVM's tests are kept, opened once and closed with the last test. */
final class LockPlace {
    private static final Namespace NAMESPACE = Namespace.create(LockPlace.class);
    private static final String LOCKS = "portalocker.junit.locks";

    /** More than one letter, which would be a drive of Windows. */
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*");

    private LockPlace() {}

    static NamedLocks of(ExtensionContext context) throws IOException {
        Store store = context.getRoot().getStore(NAMESPACE);
        String place = context.getConfigurationParameter(LOCKS)
                .filter(text -> !text.isBlank())
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".portalocker", "junit")
                        .toString());
        try {
            return store.getOrComputeIfAbsent(LOCKS, key -> new Open(open(place)), Open.class).locks;
        } catch (UncheckedFailure e) {
            throw e.failure;
        }
    }

    private static NamedLocks open(String place) {
        try {
            return SCHEME.matcher(place).matches() ? NamedLocks.connect(place) : NamedLocks.in(Path.of(place));
        } catch (IOException e) {
            throw new UncheckedFailure(e);
        }
    }

    private record Open(NamedLocks locks) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            locks.close();
        }
    }

    /** Carries a failure through the store. */
    private static final class UncheckedFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient IOException failure;

        UncheckedFailure(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }
}
