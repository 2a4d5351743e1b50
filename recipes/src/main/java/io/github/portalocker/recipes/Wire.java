package io.github.portalocker.recipes;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What two instances of a program say to each other: a mark, the secret, the directory, the arguments; then the answer. Numbers
 * have four bytes, and texts their length in bytes of UTF-8 before them.
 */
final class Wire {
    private static final int MARK = 0x504c_5331; // PLS1
    private static final int MOST_BYTES = 1 << 20;
    private static final int HANDLED = 0;
    private static final int FAILED = 1;

    private Wire() {}

    /** A request as it came, with the secret. */
    record Received(String secret, SingleInstance.Request request) {}

    /** Refuses what cannot be sent, before it is needed. */
    static void check(SingleInstance.Request request) {
        long size = bytes(request.directory().toString()).length;
        for (String argument : request.arguments()) {
            size += 4L + bytes(argument).length;
        }
        if (size > MOST_BYTES) {
            throw new IllegalArgumentException("the arguments have " + size + " bytes, more than the " + MOST_BYTES
                    + " that can be handed over; pass the name of a file instead");
        }
    }

    static void send(DataOutputStream out, String secret, SingleInstance.Request request) throws IOException {
        out.writeInt(MARK);
        write(out, secret);
        write(out, request.directory().toString());
        out.writeInt(request.arguments().size());
        for (String argument : request.arguments()) {
            write(out, argument);
        }
        out.flush();
    }

    static Received receive(DataInputStream in) throws IOException {
        if (in.readInt() != MARK) {
            throw new IOException("this is no start of the same program");
        }
        int[] left = {2 * MOST_BYTES};
        String secret = read(in, left);
        String directory = read(in, left);
        int count = in.readInt();
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(read(in, left));
        }
        return new Received(secret, new SingleInstance.Request(arguments, Path.of(directory)));
    }

    static void answer(DataOutputStream out, int exitCode) throws IOException {
        out.writeInt(HANDLED);
        out.writeInt(exitCode);
        out.flush();
    }

    static void refuse(DataOutputStream out, String message) throws IOException {
        out.writeInt(FAILED);
        // half a surrogate pair becomes a question mark
        write(out, (message.length() > 1000 ? message.substring(0, 1000) : message).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The exit code; an IOException with the message if the handler failed. */
    static int readAnswer(DataInputStream in) throws IOException, InstanceClient.HandlerFailed {
        int kind = in.readInt();
        if (kind == FAILED) {
            throw new InstanceClient.HandlerFailed(read(in, new int[] {MOST_BYTES}));
        }
        return in.readInt();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        write(out, bytes(text));
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "an argument has half of a surrogate pair in it, which cannot be handed over", e);
        }
    }

    /** Counts down what may still come, so that no length makes this process take more memory. */
    private static String read(DataInputStream in, int[] left) throws IOException {
        int length = in.readInt();
        left[0] -= length < 0 ? Integer.MAX_VALUE : length + 4;
        if (length < 0 || left[0] < 0) {
            throw new IOException("the request is too long");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the request ends too early");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
