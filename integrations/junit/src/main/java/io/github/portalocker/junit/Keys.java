package io.github.portalocker.junit;

import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.portalocker.LockMode;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What the annotations of a class or method ask for.
 *
 * @param modes of the keys
 * @param timeout zero for the default
 */
record Keys(Map<String, LockMode> modes, Duration timeout) {

    static Keys of(AnnotatedElement element) {
        List<FileLocked> annotations = AnnotationSupport.findRepeatableAnnotations(element, FileLocked.class);
        Map<String, LockMode> modes = new TreeMap<>();
        int seconds = 0;
        for (FileLocked annotation : annotations) {
            for (String key : annotation.value()) {
                modes.merge(key, mode(annotation.mode()), (one, other) -> one == other ? one : LockMode.EXCLUSIVE);
            }
            seconds = Math.max(seconds, annotation.timeoutSeconds());
        }
        if (!annotations.isEmpty() && (modes.isEmpty() || modes.containsKey(""))) {
            throw new ExtensionConfigurationException("@FileLocked of " + element
                    + " has no key, or an empty one; name what must not be used by two tests at a time");
        }
        return new Keys(modes, Duration.ofSeconds(seconds));
    }

    private static LockMode mode(ResourceAccessMode mode) {
        return mode == ResourceAccessMode.READ ? LockMode.SHARED : LockMode.EXCLUSIVE;
    }

    /** Without those that are held. */
    Keys without(Map<String, LockMode> held, AnnotatedElement element) {
        Map<String, LockMode> rest = new TreeMap<>(modes);
        modes.forEach((key, mode) -> {
            LockMode present = held.get(key);
            if (present == LockMode.SHARED && mode == LockMode.EXCLUSIVE) {
                throw new ExtensionConfigurationException("@FileLocked of " + element + " asks for '" + key
                        + "' with READ_WRITE, but its class holds it with READ, and a shared lock cannot be upgraded;"
                        + " ask for READ_WRITE on the class");
            }
            if (present != null) {
                rest.remove(key);
            }
        });
        return new Keys(rest, timeout);
    }
}
