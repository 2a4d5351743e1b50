package io.github.portalocker.ffm;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.spi.AbstractInterruptibleChannel;

import io.github.portalocker.jna.JniFields;
import io.github.portalocker.posix.core.ChannelDescriptors;
import io.github.portalocker.spi.BorrowedDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the descriptor of a channel by reflection where the user has opened the JDK's packages to it, else through JNA where
 * it is there.
 *
 * <p>java.lang.foreign cannot help: it does not pass objects to native functions. Nor do the functions of JNI when they are called
 * through it: their local references do not last from one such call to the next, which {@code -Xcheck:jni} reports.
 */
final class FfmChannelDescriptors implements ChannelDescriptors {
    @Override
    public BorrowedDescriptor of(FileChannel channel) throws ClosedChannelException {
        return BorrowedDescriptor.of(channel, isOpened(channel) ? new Reflection() : throughJna());
    }

    /** Whether the packages with the fields are open to this module. */
    private static boolean isOpened(FileChannel channel) {
        Module module = FfmChannelDescriptors.class.getModule();
        return isOpened(channel.getClass(), module)
                && isOpened(AbstractInterruptibleChannel.class, module)
                && isOpened(FileDescriptor.class, module);
    }

    private static boolean isOpened(Class<?> type, Module module) {
        return type.getModule().isOpen(type.getPackageName(), module);
    }

    private static final class Reflection implements BorrowedDescriptor.PrivateFields {
        @Override
        public @Nullable Object object(Object owner, Class<?> declaring, String name, Class<?> type) {
            try {
                return field(declaring, name).get(owner);
            } catch (ReflectiveOperationException e) {
                throw BorrowedDescriptor.unavailable(e.toString(), e);
            }
        }

        @Override
        public long number(FileDescriptor descriptor) {
            try {
                return field(FileDescriptor.class, "fd").getInt(descriptor);
            } catch (ReflectiveOperationException e) {
                throw BorrowedDescriptor.unavailable(e.toString(), e);
            }
        }

        private static Field field(Class<?> declaring, String name) throws NoSuchFieldException {
            Field field = declaring.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        }
    }

    private static BorrowedDescriptor.PrivateFields throughJna() {
        try {
            return JniFields.load("fd", int.class);
        } catch (LinkageError e) {
            String module = FfmAccess.moduleName();
            throw new UnsupportedOperationException(
                    "the descriptor of this channel cannot be had without help: add JNA (net.java.dev.jna:jna), with native"
                            + " access and, as a module, with --add-modules=com.sun.jna; or start Java with --add-opens=java.base/sun.nio.ch="
                            + module
                            + " --add-opens=java.base/java.nio.channels.spi=" + module
                            + " --add-opens=java.base/java.io=" + module
                            + "; or lock the file by its path, or use backend nio for this channel",
                    e);
        }
    }
}
