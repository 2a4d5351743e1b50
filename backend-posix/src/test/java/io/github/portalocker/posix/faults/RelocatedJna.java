package io.github.portalocker.posix.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.sun.jna.Native;
import io.github.portalocker.Portalocker;
import io.github.portalocker.jna.JnaTroubles;
import io.github.portalocker.nio.NioBackend;
import io.github.portalocker.posix.PosixFlockBackend;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.tck.FatJar;
import io.github.portalocker.tck.FatJar.Services;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** What relocation by maven-shade-plugin makes of a jar: other names in classes, in their strings, and of files. */
final class RelocatedJna {
    private static final String SLASHES = "com/sun/jna";
    private static final String DOTS = "com.sun.jna";
    private static final String PREFIX = "shaded";

    private RelocatedJna() {}

    static void pack(Path jar) throws Exception {
        new FatJar(Services.MERGED)
                .addHomes(List.of(
                        Portalocker.class,
                        PosixLockBackend.class,
                        JnaTroubles.class,
                        Native.class,
                        PosixFlockBackend.class,
                        NioBackend.class))
                .addClass(SelectionMain.class)
                .changeEach((name, content) ->
                        Map.entry(moved(name), name.endsWith(".class") ? relocated(content) : content))
                .write(jar, "");
    }

    private static String moved(String text) {
        if (text.startsWith(SLASHES) || text.startsWith(DOTS)) {
            return PREFIX + (text.startsWith(SLASHES) ? "/" : ".") + text;
        }
        return text.startsWith("/" + SLASHES) ? "/" + PREFIX + text : text;
    }

    private static byte[] relocated(byte[] type) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(type).accept(new ClassRemapper(writer, new Renaming()), 0);
        return writer.toByteArray();
    }

    private static final class Renaming extends Remapper {
        Renaming() {
            super(Opcodes.ASM9);
        }

        @Override
        public String map(String internalName) {
            return moved(internalName);
        }

        @Override
        public Object mapValue(Object value) {
            return value instanceof String text ? moved(text) : super.mapValue(value);
        }
    }
}
