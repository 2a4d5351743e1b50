package com.example;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** The work, which is the same before and after: a number in the locked file. */
final class Counter {
    private Counter() {}

    static void increment(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate((int) channel.size());
        channel.read(text, 0);
        String number = new String(text.array(), StandardCharsets.US_ASCII).strip();
        long next = number.isEmpty() ? 1 : Long.parseLong(number) + 1;
        channel.write(ByteBuffer.wrap((next + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
    }
}
