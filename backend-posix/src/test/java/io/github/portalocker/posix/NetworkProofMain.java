package io.github.portalocker.posix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The checks of {@code proof/network}, to be run in its machine: what each backend promises on NFS and SMB, between two clients
 * and within one, and what becomes of a lock when a server or a client fails.
 *
 * <p>Prints a line for each check and ends with 1 if one of them came out otherwise than expected. With arguments, only file
 * systems and events whose name contains one of them.
 */
final class NetworkProofMain {
    private static final List<String> BACKENDS = List.of("posix-flock", "posix-ofd", "nio");

    private NetworkProofMain() {}

    public static void main(String[] arguments) throws Exception {
        NetworkReport report = new NetworkReport(List.of(arguments));
        report.note("Linux " + System.getProperty("os.version") + ", JDK " + System.getProperty("java.version") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors");
        List<FileSystem> twoClients = List.of(
                new FileSystem("NFS 4.2, two clients", variable("NFS4_A"), variable("NFS4_B")),
                new FileSystem("SMB, two clients", variable("SMB_A"), variable("SMB_B")),
                new FileSystem("NFS 3, two clients", variable("NFS3_A"), variable("NFS3_B")));
        List<FileSystem> oneMachine = List.of(
                new FileSystem("SMB, one mount", variable("SMB_A"), variable("SMB_A")),
                new FileSystem("NFS 4.2, one mount", variable("NFS4_A"), variable("NFS4_A")),
                new FileSystem("NFS 3, one mount", variable("NFS3_A"), variable("NFS3_A")),
                new FileSystem("NFS 4.2, one client, two mounts", variable("NFS4_A"), variable("NFS4_C")),
                new FileSystem("local ext4", "/srv/disk", "/srv/disk"));
        try (NetworkAgents agents = new NetworkAgents()) {
            new NetworkRefusals(report, agents).run();
            new NetworkEvents(report, agents).run();
            check(twoClients, report, agents);
            check(oneMachine, report, agents);
        }
        report.end();
    }

    private static void check(List<FileSystem> fileSystems, NetworkReport report, NetworkAgents agents) {
        for (FileSystem fileSystem : fileSystems) {
            if (report.wants(fileSystem.name)) {
                for (String backend : BACKENDS) {
                    new NetworkChecks(report, agents, fileSystem, backend).run();
                }
            }
        }
    }

    /** The folder of one server, as the holder and the contender see it. */
    record FileSystem(String name, String holder, String contender) {}

    static String variable(String name) {
        return Objects.requireNonNull(System.getenv(name), name);
    }

    /** What happens to servers and clients. */
    static void event(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", variable("GUEST") + "/event"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("/dev/console").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " ended with " + process.exitValue());
        }
    }
}
