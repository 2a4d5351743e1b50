package io.github.portalocker.posix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A plain Java program that locks with {@code FileChannel}: {@code try PATH}, {@code unlock PATH}, one answer a line. */
final class ChannelMain {
    private ChannelMain() {}

    @SuppressWarnings("SystemOut") // the protocol's channel
    public static void main(String[] arguments) throws IOException {
        System.out.println("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        FileChannel channel = null;
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ", 2);
            if (words[0].equals("try")) {
                channel = FileChannel.open(Path.of(words[1]), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
                boolean held = channel.tryLock() != null;
                if (!held) {
                    channel.close();
                }
                System.out.println(held ? "held" : "busy");
            } else if (channel != null) {
                channel.close();
                System.out.println("released");
            }
        }
    }
}
