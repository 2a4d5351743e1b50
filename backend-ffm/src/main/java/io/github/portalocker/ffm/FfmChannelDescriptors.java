package io.github.portalocker.ffm;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.nio.channels.FileChannel;

import io.github.portalocker.jna.JniChannelDescriptors;
import io.github.portalocker.posix.core.ChannelDescriptors;
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
    public int of(FileChannel channel) {
        Integer descriptor = byReflection(channel);
        return descriptor != null ? descriptor : throughJna(channel);
    }

    /** Null unless the packages sun.nio.ch and java.io are open to this module. */
    private static @Nullable Integer byReflection(FileChannel channel) {
        try {
            Field file = channel.getClass().getDeclaredField("fd");
            Field number = FileDescriptor.class.getDeclaredField("fd");
            if (!file.trySetAccessible() || !number.trySetAccessible()) {
                return null;
            }
            return file.get(channel) instanceof FileDescriptor descriptor ? number.getInt(descriptor) : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static int throughJna(FileChannel channel) {
        JniChannelDescriptors descriptors;
        try {
            descriptors = JniChannelDescriptors.load();
        } catch (LinkageError e) {
            String module = FfmAccess.moduleName();
            throw new UnsupportedOperationException(
                    "the descriptor of this channel cannot be had without help: add JNA (net.java.dev.jna:jna), with native"
                            + " access and, as a module, with --add-modules=com.sun.jna; or start Java with --add-opens=java.base/sun.nio.ch="
                            + module
                            + " --add-opens=java.base/java.io=" + module
                            + "; or lock the file by its path, or use backend nio for this channel",
                    e);
        }
        return descriptors.descriptor(channel);
    }
}
