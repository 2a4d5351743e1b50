package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;

/** Servers of ZooKeeper at loopback, with short ticks. */
final class Servers {
    static final int TICK_MILLIS = 500;

    static {
        System.setProperty("zookeeper.admin.enableServer", "false"); // another port, which may be in use
        System.setProperty("znode.container.checkIntervalMs", "500");
    }

    private Servers() {}

    static InstanceSpec spec(int number) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("clientPortAddress", "127.0.0.1");
        return new InstanceSpec(null, -1, -1, -1, true, number, TICK_MILLIS, 1_000, settings, "127.0.0.1");
    }

    static TestingServer start() throws Exception {
        return new TestingServer(spec(-1), true);
    }

    static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> reserved = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                reserved.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                ports.add(reserved.get(i).getLocalPort());
            }
        } finally {
            for (ServerSocket socket : reserved) {
                socket.close();
            }
        }
        return ports;
    }
}
