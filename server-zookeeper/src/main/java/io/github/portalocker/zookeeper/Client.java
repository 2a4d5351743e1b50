package io.github.portalocker.zookeeper;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.github.portalocker.LockDomain;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;

/** What a node tells of its process, in three lines: machine, process id, command. */
final class Client {
    static final LockDomain DOMAIN = new LockDomain("ZOOKEEPER");
    private static final int LONGEST_COMMAND = 200;
    private static final String HOST = host();

    /** Of this process. */
    static final byte[] DATA =
            (HOST + "\n" + ProcessHandle.current().pid() + "\n" + command()).getBytes(StandardCharsets.UTF_8);

    private Client() {}

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Program and main class, without the arguments: all who may read the node see it, and arguments can be secrets. */
    private static String command() {
        String program = ProcessHandle.current()
                .info()
                .command()
                .map(path -> String.valueOf(Path.of(path).getFileName()))
                .orElse("java");
        String main = System.getProperty("sun.java.command", "").strip().split("\\s", 2)[0];
        String command = (program + " " + main).strip();
        return command.length() <= LONGEST_COMMAND ? command : command.substring(0, LONGEST_COMMAND);
    }

    /** The holder or waiter behind a node. */
    static LockHolder holder(byte[] data, LockMode mode) {
        LockHolder holder = LockHolder.of(DOMAIN, LockRange.WHOLE_FILE).withMode(mode);
        String[] lines = new String(data, StandardCharsets.UTF_8).split("\n", 3);
        if (lines.length < 3 || !lines[1].matches("[0-9]{1,18}")) {
            return holder; // of another program
        }
        LockHolder known = holder.withPid(Long.parseLong(lines[1])).withCommand(lines[2]);
        return lines[0].equals(HOST) ? known : known.withHost(lines[0]);
    }
}
