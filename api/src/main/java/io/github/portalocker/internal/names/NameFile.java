package io.github.portalocker.internal.names;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/**
 * The file of a name: each name has one of its own on any file system, also where letters of both cases are one.
 *
 * <p>Small letters, digits, dot, dash and underscore stay; each other byte of the UTF-8 is written as {@code %} and two digits. What
 * would be too long ends with its hash instead.
 */
final class NameFile {
    static final String SUFFIX = ".lock";

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LONGEST = 200;
    private static final int KEPT = 120;

    /** Windows opens a device where a file is called so, whatever follows the first dot. */
    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
            "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    private NameFile() {}

    /** The name of the file; the name of the lock is not empty and has an encoding. */
    static String of(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(bytes.length + SUFFIX.length());
        int dot = name.indexOf('.');
        boolean isDevice = DEVICES.contains(dot < 0 ? name : name.substring(0, dot));
        for (int i = 0; i < bytes.length; i++) {
            char character = (char) (bytes[i] & 0xff);
            boolean hides = i == 0 && (character == '.' || isDevice);
            if (PLAIN.indexOf(character) >= 0 && !hides) {
                text.append(character);
            } else {
                text.append('%')
                        .append(Character.forDigit(character >> 4, 16))
                        .append(Character.forDigit(character & 15, 16));
            }
        }
        if (text.length() > LONGEST) {
            text.setLength(KEPT);
            text.append('~').append(hash(bytes));
        }
        return text.append(SUFFIX).toString();
    }

    private static String hash(byte[] bytes) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each Java has SHA-256", e);
        }
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int count = 0;
        for (byte each : digest) {
            bits = (bits << 8) | (each & 0xff);
            for (count += 8; count >= 5; count -= 5) {
                text.append(BASE32.charAt((bits >> (count - 5)) & 31));
            }
            bits &= (1 << count) - 1;
        }
        if (count > 0) {
            text.append(BASE32.charAt((bits << (5 - count)) & 31));
        }
        return text.toString();
    }
}
