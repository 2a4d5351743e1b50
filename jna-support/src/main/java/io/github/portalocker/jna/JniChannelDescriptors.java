package io.github.portalocker.jna;

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
import org.jspecify.annotations.Nullable;

/**
 * Reads the descriptor of a channel through JNI, which may look at private fields without {@code --add-opens}.
 *
 * <p>The fields are {@code sun.nio.ch.FileChannelImpl.fd} and {@code java.io.FileDescriptor.fd} or, on Windows, {@code handle},
 * the same on JDK 17 to 25.
 * Positions in the function table: JNI specification, "Interface Function Table".
 */
public final class JniChannelDescriptors {
    private static final String CHANNEL_CLASS = "sun.nio.ch.FileChannelImpl";
    private static final int JNI_VERSION_1_6 = 0x00010006;
    private static final int GET_ENV = 6; // in the table of the JavaVM
    private static final int GET_FIELD_ID = 94;
    private static final int GET_OBJECT_FIELD = 95;
    private static final int GET_INT_FIELD = 100;
    private static final int GET_LONG_FIELD = 101;
    private static final Map<String, Object> WITH_OBJECTS = Map.of(Library.OPTION_ALLOW_OBJECTS, true);

    private final Pointer virtualMachine;

    private JniChannelDescriptors(Pointer virtualMachine) {
        this.virtualMachine = virtualMachine;
    }

    /**
     * Finds this process's virtual machine.
     *
     * @throws UnsupportedOperationException if it does not answer as expected
     * @throws JnaFailure if JNA does not work here
     */
    public static JniChannelDescriptors load() {
        JnaBinding.requireJna();
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

    /**
     * The number of the descriptor of a channel, on POSIX systems.
     *
     * @throws UnsupportedOperationException if it cannot be had; the message says why
     */
    public int descriptor(FileChannel channel) {
        return (Integer) read(channel, "fd", "I", GET_INT_FIELD, int.class);
    }

    /**
     * The HANDLE of a channel, on Windows; -1 if the channel has been closed.
     *
     * @throws UnsupportedOperationException if it cannot be had; the message says why
     */
    public long handle(FileChannel channel) {
        return (Long) read(channel, "handle", "J", GET_LONG_FIELD, long.class);
    }

    private Object read(FileChannel channel, String name, String signature, int getter, Class<?> type) {
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
            Pointer field = field(functions, FileDescriptor.class, name, signature);
            return table(functions, getter)
                    .invoke(type, new Object[] {JNIEnv.CURRENT, descriptor, field}, WITH_OBJECTS);
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
