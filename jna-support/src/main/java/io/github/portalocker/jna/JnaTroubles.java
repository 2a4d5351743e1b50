package io.github.portalocker.jna;

import java.lang.reflect.Field;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.github.portalocker.Availability.Unavailable;
import org.jspecify.annotations.Nullable;

/** Why JNA does not work, and what to do; this class itself loads without JNA. */
public final class JnaTroubles {
    private static final String ARTIFACT = "net.java.dev.jna:jna";

    /** Not written out: a tool that renames JNA's packages renames them in this class, too. */
    private static final String PACKAGE = String.join(".", "com", "sun", "jna");

    private static final String BOOT_PATH = "jna.boot.library.path";

    /** What keeps JNA from unpacking its native library. */
    private static final List<String> FORBIDDING = List.of("jna.nounpack", "jna.noclasspath");

    private static final List<String> SIGNS_OF_ANOTHER_VERSION =
            List.of("NoSuchMethodError", "NoSuchFieldError", "AbstractMethodError", "IncompatibleClassChangeError");

    private JnaTroubles() {}

    /** Explains what was thrown on loading JNA's own native library, or the functions of another one through it. */
    public static Unavailable explain(Throwable failure, String library) {
        if (failure instanceof JnaFailure known) {
            return known.explanation();
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        // only the first one to touch a class gets the error itself, others that its initialization failed
        String text = failure + (root == failure ? "" : ", caused by " + root);
        Class<?> jna = jna();
        if (text.contains("IllegalCallerException")) {
            return new Unavailable(
                    "Java denies native access to JNA",
                    "start Java with --enable-native-access=ALL-UNNAMED (JNA on the class path) or"
                            + " --enable-native-access=com.sun.jna (on the module path), or add"
                            + " 'Enable-Native-Access: ALL-UNNAMED' to the manifest of the executable jar",
                    failure);
        }
        if (jna == null) {
            return new Unavailable("JNA is missing", "add " + ARTIFACT + " to the class path or module path", failure);
        }
        if (!jna.getPackageName().equals(PACKAGE)) {
            return new Unavailable(
                    "JNA was moved to package " + jna.getPackageName() + ", which its native library does not know: "
                            + text,
                    "exclude " + PACKAGE + " from relocation when packing the jar",
                    failure);
        }
        if (text.contains("incompatible JNA native library")) {
            return new Unavailable("JNA found a native library of another version: " + found(text), fit(), failure);
        }
        if (text.contains("UnsatisfiedLinkError")) {
            return new Unavailable("JNA could not load " + library + ": " + text, remedyForLoading(text), failure);
        }
        if (SIGNS_OF_ANOTHER_VERSION.stream().anyMatch(text::contains) || text.contains("NoClassDefFoundError: com/")) {
            return new Unavailable(
                    "JNA" + version() + " is too old or a mixture of versions" + place(jna) + ": " + text,
                    "use " + ARTIFACT + " 5.0 or later, and only one version of it: the first on the class path counts",
                    failure);
        }
        return new Unavailable(
                "JNA does not work here: " + text, "check that " + ARTIFACT + " is intact" + place(jna), failure);
    }

    private static @Nullable Class<?> jna() {
        try {
            return Library.class;
        } catch (LinkageError e) {
            return null;
        }
    }

    /** Without the advice that follows, which does not know how this JVM was started. */
    private static String found(String text) {
        String facts = text.contains("Expected:") ? text.substring(text.indexOf("Expected:")) : text;
        return facts.replaceFirst("(?s)\\s*To resolve this.*", "").replaceAll("\\s+", " ");
    }

    private static String fit() {
        String path = System.getProperty(BOOT_PATH);
        if (path != null) {
            return "remove -D" + BOOT_PATH + "=" + path + ", or put the native library of the same version there";
        }
        return "remove -Djna.nosys=false, so that JNA uses the native library in its own jar, or remove the other one";
    }

    private static String remedyForLoading(String text) {
        if (text.contains("already loaded in another classloader")) {
            return "put JNA into one class loader that all applications of this JVM share, or use portalocker-backend-ffm";
        }
        if (text.contains("not found in resource path")) {
            return "the jar has no native library for this system: take the complete and latest " + ARTIFACT
                    + ", and see whether a tool left out files when packing";
        }
        String forbidding = FORBIDDING.stream()
                .filter(Boolean::getBoolean)
                .map(property -> "-D" + property + "=true")
                .collect(Collectors.joining(" and "));
        if (!forbidding.isEmpty()) {
            String path = System.getProperty(BOOT_PATH);
            return "remove " + forbidding + ", which keeps JNA from unpacking its native library, or put that library"
                    + " where -D" + BOOT_PATH + (path == null ? "=DIR" : "=" + path) + " says";
        }
        return "if the directory that JNA unpacks it to is read-only or mounted noexec, name another one with"
                + " -Djna.tmpdir=DIR (on Linux it is JNA/temp in XDG_CACHE_HOME or ~/.cache, or else"
                + " java.io.tmpdir); else see whether JNA supports this system";
    }

    /** By reflection: the compiler would copy the constant of the JNA that this was compiled with. */
    private static String version() {
        try {
            Field version = Native.class.getField("VERSION");
            return version.trySetAccessible() ? " " + version.get(null) : "";
        } catch (ReflectiveOperationException | LinkageError e) {
            return "";
        }
    }

    private static String place(Class<?> jna) {
        return Stream.ofNullable(jna.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .map(location -> " (" + location + ")")
                .collect(Collectors.joining());
    }
}
