package io.github.portalocker.posix.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code constants.c} printed; knows what of it was not looked at. */
final class CConstants {
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> unread = new HashSet<>();

    CConstants(List<String> lines) {
        for (String line : lines) {
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, space), line.substring(space + 1));
        }
        unread.addAll(values.keySet());
    }

    private String text(String name) {
        unread.remove(name);
        assertThat(values).containsKey(name);
        return values.get(name);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    long value(String name) {
        return Long.parseLong(text(name));
    }

    /** As Java's {@code os.arch} names it. */
    String processor() {
        return text("processor");
    }

    ByteOrder order() {
        return value("bigEndian") == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** Writes a member of a struct as a C program for that processor would. */
    void put(ByteBuffer struct, String member, long number) {
        int offset = (int) value("offset:" + member);
        switch ((int) value("size:" + member)) {
            case Short.BYTES -> struct.putShort(offset, (short) number);
            case Integer.BYTES -> struct.putInt(offset, (int) number);
            case Long.BYTES -> struct.putLong(offset, number);
            default -> throw new AssertionError(member + " has an unexpected size");
        }
    }

    Set<String> unread() {
        return unread;
    }
}
