package io.github.portalocker.posix.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The exact bytes of a path, for system calls.
 *
 * <p>A name on POSIX is bytes; as a Java string it may have lost some of them (undecodable names, a C locale), and libc would
 * open another file than NIO. The raw path of a {@code file:} URI keeps them, and plain ASCII cannot have lost any.
 */
final class PathBytes {
    private PathBytes() {}

    /** The absolute path, with a NUL byte at its end. */
    static byte[] of(Path path) {
        Path absolute = path.toAbsolutePath();
        String text = absolute.toString();
        int length = text.length();
        byte[] bytes = new byte[length + 1];
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == 0 || c >= 0x80) {
                return decode(absolute.toUri().getRawPath());
            }
            bytes[i] = (byte) c;
        }
        return bytes;
    }

    private static byte[] decode(String rawPath) {
        byte[] raw = rawPath.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length + 1);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                bytes.write(Character.digit(raw[i + 1], 16) << 4 | Character.digit(raw[i + 2], 16));
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        byte[] result = bytes.toByteArray();
        int end = result.length; // a directory's URI ends with a slash that its path does not have
        if (end > 1 && result[end - 1] == '/') {
            end--;
        }
        byte[] terminated = new byte[end + 1];
        System.arraycopy(result, 0, terminated, 0, end);
        return terminated;
    }
}
