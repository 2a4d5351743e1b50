package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

import org.apache.zookeeper.client.ConnectStringParser;

/** What is wrong with the way to the servers, for messages. */
final class Reachability {
    private static final int MILLIS = 300;

    private Reachability() {}

    /** Tries some of them. */
    static String of(String hosts) {
        List<String> found = new ArrayList<>();
        new ConnectStringParser(hosts).getServerAddresses().stream().limit(3).forEach(each -> {
            String server = each.getHostString() + ":" + each.getPort();
            found.add(server + ": " + of(new InetSocketAddress(each.getHostString(), each.getPort())));
        });
        return String.join(", ", found);
    }

    private static String of(InetSocketAddress address) {
        if (address.isUnresolved()) {
            return "the host is not known";
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, MILLIS);
            return "takes connections, but does not answer as a server of ZooKeeper that is ready";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
