package io.github.portalocker.posix.channels;

import java.io.FileDescriptor;
import java.nio.channels.FileChannel;
import java.util.Map;

import com.sun.jna.Function;
import com.sun.jna.JNIEnv;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.github.portalocker.posix.core.ChannelDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the descriptor of a channel through JNI, which may look at private fields without {@code --add-opens}.
 *
 * <p>The fields are {@code sun.nio.ch.FileChannelImpl.fd} and {@code java.io.FileDescriptor.fd}, the same on JDK 17 to 25.
 * Positions in the function table: JNI specification, "Interface Function Table".
 */
public final class JniChannelDescriptors implements ChannelDescriptors {
    private static final String CHANNEL_CLASS = "sun.nio.ch.FileChannelImpl";
    private static final int JNI_VERSION_1_6 = 0x00010006;
    private static final int GET_ENV = 6; // in the table of the JavaVM
    private static final int GET_FIELD_ID = 94;
    private static final int GET_OBJECT_FIELD = 95;
    private static final int GET_INT_FIELD = 100;
    private static final Map<String, Object> WITH_OBJECTS = Map.of(Library.OPTION_ALLOW_OBJECTS, true);

    private final Pointer virtualMachine;

    private JniChannelDescriptors(Pointer virtualMachine) {
        this.virtualMachine = virtualMachine;
    }

    /** Finds this JVM; may throw anything that JNA throws when it is missing or cannot load. */
    public static JniChannelDescriptors load() {
        PointerByReference machines = new PointerByReference();
        IntByReference count = new IntByReference();
        int result = NativeLibrary.getInstance("jvm")
                .getFunction("JNI_GetCreatedJavaVMs")
                .invokeInt(new Object[] {machines, 1, count});
        if (result != 0 || count.getValue() < 1) {
            throw unsupported("JNI_GetCreatedJavaVMs answered " + result, null);
        }
        return new JniChannelDescriptors(machines.getValue());
    }

    @Override
    public int of(FileChannel channel) {
        if (!channel.getClass().getName().equals(CHANNEL_CLASS)) {
            throw unsupported(
                    "it is not the JDK's own but a " + channel.getClass().getName(), null);
        }
        try {
            Pointer functions = environment();
            Object descriptor = table(functions, GET_OBJECT_FIELD)
                    .invoke(
                            Object.class,
                            new Object[] {
                                JNIEnv.CURRENT,
                                channel,
                                field(functions, channel.getClass(), "fd", "Ljava/io/FileDescriptor;")
                            },
                            WITH_OBJECTS);
            if (!(descriptor instanceof FileDescriptor)) {
                throw unsupported("its field fd is " + descriptor, null);
            }
            return (Integer) table(functions, GET_INT_FIELD)
                    .invoke(
                            int.class,
                            new Object[] {JNIEnv.CURRENT, descriptor, field(functions, FileDescriptor.class, "fd", "I")
                            },
                            WITH_OBJECTS);
        } catch (LinkageError | IllegalArgumentException e) {
            throw unsupported(e.toString(), e);
        }
    }

    /** The table of JNI's functions for this thread. */
    private Pointer environment() {
        PointerByReference environment = new PointerByReference();
        int result = table(virtualMachine.getPointer(0), GET_ENV)
                .invokeInt(new Object[] {virtualMachine, environment, JNI_VERSION_1_6});
        if (result != 0) {
            throw unsupported("GetEnv answered " + result, null);
        }
        return environment.getValue().getPointer(0);
    }

    private static Pointer field(Pointer functions, Class<?> owner, String name, String signature) {
        Pointer field = (Pointer) table(functions, GET_FIELD_ID)
                .invoke(Pointer.class, new Object[] {JNIEnv.CURRENT, owner, name, signature}, WITH_OBJECTS);
        if (field == null) {
            throw unsupported(owner.getName() + " has no field " + name + " of type " + signature, null);
        }
        return field;
    }

    private static Function table(Pointer functions, int index) {
        return Function.getFunction(functions.getPointer((long) index * Native.POINTER_SIZE));
    }

    private static UnsupportedOperationException unsupported(String reason, @Nullable Throwable cause) {
        return new UnsupportedOperationException(
                "the descriptor of this channel cannot be had: " + reason
                        + "; lock the file by its path, or use backend nio for this channel",
                cause);
    }
}
