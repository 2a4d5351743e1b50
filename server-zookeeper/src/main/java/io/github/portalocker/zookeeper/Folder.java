package io.github.portalocker.zookeeper;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The node of a name, below which its holders and waiters have theirs: {@code root/hh/name}, with two digits of its SHA-256. */
final class Folder {
    private static final int LONGEST = 200;
    private static final int KEPT = 100;
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    private Folder() {}

    /** Different ones for different names. */
    static String of(String root, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        String hash = hash(bytes);
        return root + "/" + hash.substring(0, 2) + "/" + encoded(bytes, hash);
    }

    /** What ZooKeeper takes, and people can read. */
    private static String encoded(byte[] bytes, String hash) {
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            char character = (char) (each & 0xff);
            boolean isPlain = PLAIN.indexOf(character) >= 0 || (character == '.' && text.length() > 0);
            if (isPlain) {
                text.append(character);
            } else {
                text.append('%').append(HexFormat.of().toHexDigits(each));
            }
            if (text.length() > LONGEST) {
                text.setLength(KEPT);
                return text.append('~').append(hash).toString();
            }
        }
        return text.toString();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each Java has SHA-256", e);
        }
    }
}
