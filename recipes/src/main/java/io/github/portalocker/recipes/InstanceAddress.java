package io.github.portalocker.recipes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How to reach an instance; written into a file that only the user may read.
 *
 * @param socket a Unix domain socket; null if it is a port
 * @param port of this machine
 * @param secret which a port asks for, and a socket need not: its directory belongs to the user; may be empty
 */
record InstanceAddress(@Nullable Path socket, int port, String secret) {
    private static final String UNIX = "unix";
    private static final String TCP = "tcp";

    static InstanceAddress read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() == 2 && lines.get(0).equals(UNIX)) {
            return new InstanceAddress(Path.of(lines.get(1)), 0, "");
        }
        if (lines.size() == 3 && lines.get(0).equals(TCP)) {
            try {
                return new InstanceAddress(null, Integer.parseInt(lines.get(1)), lines.get(2));
            } catch (NumberFormatException e) {
                throw new IOException(file + " has no port in its second line", e);
            }
        }
        throw new IOException(file + " does not tell how to reach an instance");
    }

    void write(Path file) throws IOException {
        String text = socket != null ? UNIX + "\n" + socket + "\n" : TCP + "\n" + port + "\n" + secret + "\n";
        SmallFile.replace(file, text, InstanceFiles.OWNER_ONLY);
    }

    SocketChannel open() throws IOException {
        return socket != null ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
    }

    void connect(SocketChannel channel) throws IOException {
        channel.connect(
                socket != null
                        ? UnixDomainSocketAddress.of(socket)
                        : new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
}
