package io.github.portalocker.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test class or test method that runs only while it holds the locks of these keys, which no test of any other JVM holds at the
 * same time: of other forks of Surefire, other workers of Gradle, other builds on the machine.
 *
 * <pre>{@code
 * @FileLocked("database")
 * class MigrationTest { ... }
 *
 * @FileLocked(value = {"database", "port 8080"}, mode = ResourceAccessMode.READ)
 * @Test
 * void reads() { ... }
 * }</pre>
 *
 * <p>On a class, the locks are acquired before the first {@code @BeforeAll} method and released after the last
 * {@code @AfterAll} method; nested classes run under them. On a method, they are held from before the first {@code @BeforeEach}
 * method until after the last {@code @AfterEach} method, for each repetition anew; the constructor of the test class runs before.
 * A key that the class holds is not locked again for a method; a method that writes what its class has locked
 * for reading only fails.
 *
 * <p>{@code READ} is a shared lock and {@code READ_WRITE} an exclusive one. All keys of one class or method are locked together: all or
 * none, so that two tests that name the same keys cannot deadlock. A class that holds one key and whose methods lock others can deadlock with a
 * class that does it the other way round; the timeout ends that.
 *
 * <p>Within the JVM, the annotation is a {@link ResourceLock} as well: where JUnit runs tests in parallel, it does not start those that
 * exclude each other.
 *
 * <p>Where the locks are kept is set by the configuration parameter {@code portalocker.junit.locks}, in
 * {@code junit-platform.properties} or as a system property: a directory, or a URI that
 * {@link io.github.portalocker.NamedLocks#connect(String)} understands. By default, it is the directory
 * {@code .portalocker/junit} in the home directory of the user. Tests exclude each other only if they use the same place.
 *
 * <p>A process that ends, however it does, releases its locks. A test fails if it cannot get its locks before the timeout; the message
 * names the keys and, on Linux, who holds them. It also fails if a lock was lost while it ran, which lock servers can do.
 *
 * @since 0.1.0
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Repeatable(FileLocked.List.class)
@ExtendWith(FileLockExtension.class)
@ResourceLock(providers = FileLockExtension.ResourceLocks.class)
public @interface FileLocked {
    /** {@return the keys: any text that is not empty} */
    String[] value();

    /** {@return shared or exclusive, for all these keys} */
    ResourceAccessMode mode() default ResourceAccessMode.READ_WRITE;

    /**
     * How long to wait for the locks.
     *
     * @return the seconds; 0 for those of the configuration parameter {@code portalocker.junit.timeout}, which is 600 by default. Of
     *     several annotations on one class or method, the longest counts
     */
    int timeoutSeconds() default 0;

    /**
     * Several annotations on one class or method, such as one that reads and one that writes.
     *
     * @since 0.1.0
     */
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @Documented
    @Inherited
    @ExtendWith(FileLockExtension.class)
    @ResourceLock(providers = FileLockExtension.ResourceLocks.class)
    @interface List {
        /** {@return the annotations} */
        FileLocked[] value();
    }
}
