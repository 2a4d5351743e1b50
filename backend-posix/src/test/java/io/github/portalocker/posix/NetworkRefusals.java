package io.github.portalocker.posix;

import java.nio.file.Files;
import java.nio.file.Path;

import static io.github.portalocker.posix.NetworkProofMain.variable;

/** What the library refuses instead of giving a lock that does not lock. */
final class NetworkRefusals {
    private static final String NOT_SUPPORTED = "error io.github.portalocker.LockNotSupportedException: .*";

    private final NetworkReport report;
    private final NetworkAgents agents;

    NetworkRefusals(NetworkReport report, NetworkAgents agents) {
        this.report = report;
        this.agents = agents;
    }

    void run() throws Exception {
        if (!report.wants("refusals")) {
            return;
        }
        for (String name : new String[] {"NFS4_A", "NFS3_A", "SMB_A"}) {
            ask(name, "posix-universal", "try", NOT_SUPPORTED + "two locks.*");
        }
        for (String backend : new String[] {"posix-flock", "posix-ofd", "nio"}) {
            ask("NFS3_LOCAL", backend, "try", NOT_SUPPORTED + "mounted with local_lock=all.*");
            ask("SMB_LOCAL", backend, "try", NOT_SUPPORTED + "mounted with nobrl.*");
        }
        ask("NFS4_A", "posix-flock", "readOnly", "error .*exclusive locks only to those who may write.*");
        ask("NFS3_A", "posix-flock", "readOnly", "held \\d+");
        ask("NFS4_A", "posix-ofd", "readOnly", "error .*needs write access.*");
        ask("SMB_A", "posix-flock", "readOnly", "error .*needs write access.*");
    }

    private void ask(String mount, String backend, String verb, String expected) throws Exception {
        Path file = Path.of(variable(mount), "refused-" + backend + "-" + verb);
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        String what = verb.equals("try") ? "exclusive" : "exclusive through a channel that only reads";
        report.check(
                mount + ", " + backend, what, expected, agents.ask(0, verb, backend, file.toString(), "EXCLUSIVE"));
    }
}
