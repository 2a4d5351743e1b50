package io.github.portalocker.recipes;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** A content that tells whether it is whole, and which one it is: a number, lines of some length, a checksum. */
final class Version {
    private Version() {}

    static byte[] content(int number) {
        StringBuilder text = new StringBuilder().append(number).append('\n');
        int length = 5_000 + (number * 7_919) % 9_000;
        while (text.length() < length) {
            text.append("line ").append(number).append('\n');
        }
        return (text + "crc " + checksum(text.toString()) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The number; 0 for nothing, -1 for what no writer wrote. */
    static int of(byte[] content) {
        if (content.length == 0) {
            return 0;
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf("crc ");
        boolean whole = end > 0 && text.substring(end).equals("crc " + checksum(text.substring(0, end)) + "\n");
        return whole ? Integer.parseInt(text.substring(0, text.indexOf('\n'))) : -1;
    }

    /** The next one; an exception for what no writer wrote. */
    static byte[] next(byte[] content) {
        int number = of(content);
        if (number < 0) {
            throw new IllegalStateException("torn: " + content.length + " bytes");
        }
        return content(number + 1);
    }

    private static long checksum(String text) {
        CRC32 checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return checksum.getValue();
    }
}
