package io.github.portalocker.tck;

import java.io.File;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks what a native backend is packed with.
 *
 * @since 0.1.0
 */
public final class Packaging {
    private static final Pattern OWN_TYPE =
            Pattern.compile("\"type\": \"(" + Pattern.quote("io.github.portalocker.") + "[^\"]+)\"");

    private Packaging() {}

    /**
     * Fails unless GraalVM's reachability metadata beside this class name those classes that JNA reaches by reflection, and
     * no others: classes with native methods, and library interfaces.
     */
    public static void requireReachabilityMetadata(Class<?> backend, String artifact) throws Exception {
        Path metadata = home(backend)
                .resolve("META-INF/native-image/io.github.portalocker/" + artifact + "/reachability-metadata.json");
        List<String> named = OWN_TYPE.matcher(Files.readString(metadata))
                .results()
                .map(match -> match.group(1))
                .toList();
        List<String> reached =
                classNames(backend).filter(Packaging::isReachedByJna).toList();
        assertThat(named).isNotEmpty().containsExactlyInAnyOrderElementsOf(reached);
    }

    /** Fails unless all classes beside this one load in a JVM in which JNA finds no native library. */
    public static void requireLoadableWithoutNativeLibrary(Class<?> backend) throws Exception {
        List<String> withoutNativeLibrary =
                List.of("-Djna.nosys=true", "-Djna.noclasspath=true", "-Djna.boot.library.path=" + File.separator);
        String[] names = classNames(backend).toArray(String[]::new);
        try (Program program = Program.java(withoutNativeLibrary, Loading.class, names)) {
            int exitCode = program.finish();
            assertThat(program.rest()).contains(names.length + " classes, JNA unusable");
            assertThat(exitCode).isZero();
        }
    }

    private static boolean isReachedByJna(String name) {
        Class<?> type = load(name);
        return Arrays.stream(type.getInterfaces())
                        .anyMatch(parent -> parent.getName().equals("com.sun.jna.Library"))
                || Arrays.stream(type.getDeclaredMethods())
                        .anyMatch(method -> Modifier.isNative(method.getModifiers()));
    }

    private static Path home(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static Stream<String> classNames(Class<?> type) throws Exception {
        Path home = home(type);
        try (Stream<Path> files = Files.walk(home)) {
            return files
                    .map(file -> home.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace(File.separatorChar, '.'))
                    .toList()
                    .stream();
        }
    }

    /** Without running its initializer. */
    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Packaging.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** The child JVM. */
    static final class Loading {
        private Loading() {}

        public static void main(String[] names) {
            int members = 0;
            for (String name : names) {
                Class<?> type = load(name); // and all types that its members mention:
                members += type.getDeclaredFields().length
                        + type.getDeclaredMethods().length
                        + type.getDeclaredConstructors().length;
            }
            System.out.println(members + " members");
            System.out.println(names.length + " classes, JNA " + (isJnaUsable() ? "usable" : "unusable"));
        }

        private static boolean isJnaUsable() {
            try {
                Class.forName("com.sun.jna.Native");
                return true;
            } catch (ClassNotFoundException | LinkageError e) {
                return false;
            }
        }
    }
}
