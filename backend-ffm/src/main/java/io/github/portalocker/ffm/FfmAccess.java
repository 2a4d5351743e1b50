package io.github.portalocker.ffm;

import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.github.portalocker.Availability;
import io.github.portalocker.Availability.NotForThisPlatform;
import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.posix.core.ChannelDescriptors;
import io.github.portalocker.posix.core.Libc;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.posix.core.ProgramLibc;
import org.jspecify.annotations.Nullable;

/** Reaches libc through java.lang.foreign; this class itself needs no native access. */
final class FfmAccess implements PosixLockBackend.NativeAccess {
    private static final String OTHER_BACKEND = "use backend posix-flock, which needs JNA (net.java.dev.jna:jna)";

    /** Java tells it once, and afterwards only that a class could not be initialized. */
    private static final AtomicReference<@Nullable Throwable> FIRST_FAILURE = new AtomicReference<>();

    @Override
    public Libc libc() {
        if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
            throw new NotSixtyFourBits();
        }
        return FfmLibc.load();
    }

    /** Offsets, sizes and counts are passed as 64-bit integers. */
    private static final class NotSixtyFourBits extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public ProgramLibc programs() {
        return FfmProgramLibc.load();
    }

    @Override
    public ChannelDescriptors channels() {
        return new FfmChannelDescriptors();
    }

    @Override
    public Availability explain(Throwable latest) {
        FIRST_FAILURE.compareAndSet(null, latest);
        Throwable failure = Objects.requireNonNull(FIRST_FAILURE.get());
        if (failure instanceof NotSixtyFourBits) {
            return new NotForThisPlatform("it is for 64-bit systems; " + OTHER_BACKEND);
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = failure + (root == failure ? "" : ", caused by " + root);
        if (text.contains("IllegalCallerException")) {
            return new Unavailable(
                    "Java denies native access to " + moduleInWords(),
                    "start Java with --enable-native-access=" + moduleName()
                            + (FfmAccess.class.getModule().isNamed()
                                    ? ""
                                    : ", or add 'Enable-Native-Access: ALL-UNNAMED' to the manifest of the executable jar"),
                    failure);
        }
        if (root instanceof UnsupportedOperationException) {
            return new NotForThisPlatform(
                    "this JVM has no linker for native functions (" + root.getMessage() + "); " + OTHER_BACKEND);
        }
        return new Unavailable("the C library cannot be called: " + text, OTHER_BACKEND, failure);
    }

    /** What {@code --enable-native-access} and {@code --add-opens} call the module of this class. */
    static String moduleName() {
        Module module = FfmAccess.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }

    private static String moduleInWords() {
        Module module = FfmAccess.class.getModule();
        return module.isNamed() ? "module " + module.getName() : "the class path";
    }
}
