package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.channels.SocketChannel;

import jdk.net.ExtendedSocketOptions;

/** Who is at the other end of a Unix domain socket, where the system tells (SO_PEERCRED). */
final class PeerUser {
    private PeerUser() {}

    /** The user itself and root; all, if it cannot be told: the permissions of the socket keep others out as well. */
    static boolean isAllowed(SocketChannel channel, String user) throws IOException {
        try {
            String peer =
                    channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            return peer.equals(user) || peer.equals("root");
        } catch (UnsupportedOperationException | LinkageError e) {
            return true;
        }
    }
}
