package io.github.portalocker.jna;

import io.github.portalocker.spi.Availability.Unavailable;

/** Why JNA does not work, and what to do; this class itself loads without JNA. */
public final class JnaTroubles {
    private static final String JNA = "net.java.dev.jna:jna";

    private JnaTroubles() {}

    /** Explains what was thrown on loading the functions of a library of the operating system through JNA. */
    public static Unavailable explain(Throwable failure, String library) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = failure + (root == failure ? "" : ", caused by " + root);
        if (text.contains("IllegalCallerException")) {
            return new Unavailable(
                    "Java denies native access to JNA",
                    "start Java with --enable-native-access=ALL-UNNAMED (JNA on the class path) or"
                            + " --enable-native-access=com.sun.jna (on the module path), or add"
                            + " 'Enable-Native-Access: ALL-UNNAMED' to the manifest of the executable jar",
                    failure);
        }
        if (text.contains("NoClassDefFoundError: com/sun/jna/")) {
            return new Unavailable("JNA is missing", "add " + JNA + " to the class path or module path", failure);
        }
        // only the first one to touch a class gets the error itself, others that its initialization failed
        if (text.contains("UnsatisfiedLinkError")) {
            return new Unavailable(
                    "JNA could not load its native library or a function of " + library + ": " + text,
                    "if the folder that JNA unpacks it to is read-only or mounted noexec, name another one with"
                            + " -Djna.tmpdir=DIR (on Linux it is JNA/temp in XDG_CACHE_HOME or ~/.cache, or else"
                            + " java.io.tmpdir); else see whether JNA supports this system",
                    failure);
        }
        return new Unavailable("JNA does not work here: " + text, "check that " + JNA + " is intact", failure);
    }
}
