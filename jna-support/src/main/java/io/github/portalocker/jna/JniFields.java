package io.github.portalocker.jna;

import java.io.FileDescriptor;
import java.util.Map;

import com.sun.jna.Function;
import com.sun.jna.JNIEnv;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.github.portalocker.spi.BorrowedDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Reads private fields of the JDK through JNI, which may look at them without {@code --add-opens}.
 *
 * <p>Positions in the function table: JNI specification, "Interface Function Table".
 */
public final class JniFields implements BorrowedDescriptor.PrivateFields {
    private static final int JNI_VERSION_1_6 = 0x00010006;
    private static final int GET_ENV = 6; // in the table of the JavaVM
    private static final int GET_FIELD_ID = 94;
    private static final int GET_OBJECT_FIELD = 95;
    private static final int GET_INT_FIELD = 100;
    private static final int GET_LONG_FIELD = 101;
    private static final Map<String, Object> WITH_OBJECTS = Map.of(Library.OPTION_ALLOW_OBJECTS, true);

    private final Pointer virtualMachine;
    private final String numberField;
    private final Class<?> numberType;

    private JniFields(Pointer virtualMachine, String numberField, Class<?> numberType) {
        this.virtualMachine = virtualMachine;
        this.numberField = numberField;
        this.numberType = numberType;
    }

    /**
     * Finds this process's virtual machine.
     *
     * @param numberField the field of {@link FileDescriptor} that has the number: {@code fd}, on Windows {@code handle}
     * @param numberType its type, int or long
     * @throws UnsupportedOperationException if the virtual machine does not answer as expected
     * @throws JnaFailure if JNA does not work here
     */
    public static JniFields load(String numberField, Class<?> numberType) {
        JnaBinding.requireJna();
        PointerByReference machines = new PointerByReference();
        IntByReference count = new IntByReference();
        int result = NativeLibrary.getInstance("jvm")
                .getFunction("JNI_GetCreatedJavaVMs")
                .invokeInt(new Object[] {machines, 1, count});
        if (result != 0 || count.getValue() < 1) {
            throw BorrowedDescriptor.unavailable("JNI_GetCreatedJavaVMs answered " + result, null);
        }
        return new JniFields(machines.getValue(), numberField, numberType);
    }

    @Override
    public @Nullable Object object(Object owner, Class<?> declaring, String name, Class<?> type) {
        String signature = "L" + type.getName().replace('.', '/') + ";";
        return read(owner, declaring, name, signature, GET_OBJECT_FIELD, Object.class);
    }

    @Override
    public long number(FileDescriptor descriptor) {
        boolean isLong = numberType == long.class;
        Object number = read(
                descriptor,
                FileDescriptor.class,
                numberField,
                isLong ? "J" : "I",
                isLong ? GET_LONG_FIELD : GET_INT_FIELD,
                numberType);
        return ((Number) number).longValue();
    }

    private Object read(Object owner, Class<?> declaring, String name, String signature, int getter, Class<?> type) {
        try {
            Pointer functions = environment();
            Pointer field = field(functions, declaring, name, signature);
            return table(functions, getter).invoke(type, new Object[] {JNIEnv.CURRENT, owner, field}, WITH_OBJECTS);
        } catch (LinkageError | IllegalArgumentException e) {
            throw BorrowedDescriptor.unavailable(e.toString(), e);
        }
    }

    /** The table of JNI's functions for this thread. */
    private Pointer environment() {
        PointerByReference environment = new PointerByReference();
        int result = table(virtualMachine.getPointer(0), GET_ENV)
                .invokeInt(new Object[] {virtualMachine, environment, JNI_VERSION_1_6});
        if (result != 0) {
            throw BorrowedDescriptor.unavailable("GetEnv answered " + result, null);
        }
        return environment.getValue().getPointer(0);
    }

    private static Pointer field(Pointer functions, Class<?> owner, String name, String signature) {
        Pointer field = (Pointer) table(functions, GET_FIELD_ID)
                .invoke(Pointer.class, new Object[] {JNIEnv.CURRENT, owner, name, signature}, WITH_OBJECTS);
        if (field == null) {
            throw BorrowedDescriptor.unavailable(
                    owner.getName() + " has no field " + name + " of type " + signature, null);
        }
        return field;
    }

    private static Function table(Pointer functions, int index) {
        return Function.getFunction(functions.getPointer((long) index * Native.POINTER_SIZE));
    }
}
