package io.github.portalocker.posix;

import io.github.portalocker.posix.channels.JniChannelDescriptors;
import io.github.portalocker.posix.core.ChannelDescriptors;
import io.github.portalocker.posix.core.Libc;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.Availability.Unavailable;

/** Reaches libc through JNA; this class itself loads without JNA. */
final class JnaAccess implements PosixLockBackend.NativeAccess {
    private static final String JNA = "net.java.dev.jna:jna";

    @Override
    public Libc libc() {
        return JnaLibc.load();
    }

    @Override
    public ChannelDescriptors channels() {
        return JniChannelDescriptors.load();
    }

    @Override
    public Unavailable explain(Throwable failure) {
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
        if (failure instanceof NoClassDefFoundError && text.contains("com/sun/jna")) {
            return new Unavailable("JNA is missing", "add " + JNA + " to the class path or module path", failure);
        }
        if (failure instanceof UnsatisfiedLinkError) {
            return new Unavailable(
                    "JNA could not load its native library or a function of libc: " + text,
                    "if the folder for temporary files is read-only or mounted noexec, name another one with"
                            + " -Djna.tmpdir=DIR; else see whether JNA supports this system",
                    failure);
        }
        return new Unavailable("JNA does not work here: " + text, "check that " + JNA + " is intact", failure);
    }
}
