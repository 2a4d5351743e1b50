package io.github.portalocker.posix;

import java.util.concurrent.TimeUnit;

import static io.github.portalocker.posix.NetworkProofMain.event;
import static io.github.portalocker.posix.NetworkProofMain.variable;

/** What becomes of a lock that A holds and B wants when a server or a client fails. Leases and grace periods are 20 s. */
final class NetworkEvents {
    private static final int A = 0;
    private static final int B = 1;
    private static final String KEPT = "true \\d+";
    private static final String LOST = "false \\d+";
    private static final String HELD = "held \\d+";
    private static final String BUSY = "busy \\d+";

    private final NetworkReport report;
    private final NetworkAgents agents;

    private String name = "";
    private String backend = "";
    private String atA = "";
    private String atB = "";

    NetworkEvents(NetworkReport report, NetworkAgents agents) {
        this.report = report;
        this.agents = agents;
    }

    private interface Event {
        void run() throws Exception;
    }

    void run() throws Exception {
        for (String one : new String[] {"posix-flock", "posix-ofd"}) {
            backend = one;
            attempt("NFS 4.2: server restarts", "NFS4", this::nfs4Restart);
            attempt("NFS 4.2: server forgets its clients", "NFS4", this::nfs4Amnesia);
            attempt("NFS 4.2: holder is cut off", "NFS4", this::nfs4Partition);
            attempt("NFS 3: server restarts", "NFS3", this::nfs3Restart);
            attempt("NFS 3: server drops its locks", "NFS3", this::nfs3Drop);
            attempt("SMB: server restarts", "SMB", this::smbRestart);
        }
        backend = "nio"; // which knows nothing of lost locks, so that only what keeps them is tried
        attempt("NFS 4.2: server restarts", "NFS4", this::nfs4Restart);
    }

    private void attempt(String event, String mount, Event body) {
        if (!report.wants(event)) {
            return;
        }
        name = event + ", " + backend;
        String file = "/event-" + event.replaceAll("\\W+", "-") + "-" + backend;
        atA = variable(mount + "_A") + file;
        atB = variable(mount + "_B") + file;
        try {
            expect("A locks", HELD, a("try", "EXCLUSIVE"));
            expect("B opens", "opened \\d+", b("open"));
            expect("B is refused", BUSY, b("tryOpen", "EXCLUSIVE"));
            body.run();
            b("close");
        } catch (Exception | AssertionError e) {
            report.broken(name, e);
            startAfresh();
        }
    }

    private void startAfresh() {
        for (int agent : new int[] {A, B}) {
            try {
                agents.kill(agent);
            } catch (InterruptedException | AssertionError e) {
                report.broken("killing a process", e);
            }
        }
    }

    private void expect(String what, String expected, String answer) {
        report.check(name, what, expected, answer);
    }

    private String a(String verb, String... arguments) throws Exception {
        return ask(A, atA, verb, arguments);
    }

    private String b(String verb, String... arguments) throws Exception {
        return ask(B, atB, verb, arguments);
    }

    private String ask(int agent, String path, String verb, String... arguments) throws Exception {
        return agents.ask(agent, (verb + " " + backend + " " + path + " " + String.join(" ", arguments)).strip());
    }

    /** A timeout of 2 s must not become the grace period's 20, of which some have passed when the event is over. */
    private void timesOutInTime() throws Exception {
        long start = System.nanoTime();
        expect("B's wait of 2 s times out", "timeout \\d+", b("lockOpen", "EXCLUSIVE", "2000"));
        boolean inTime = System.nanoTime() - start < TimeUnit.SECONDS.toNanos(16);
        expect("long before the server answers", "true", "" + inTime);
    }

    private void handsOver() throws Exception {
        expect("A releases", "released \\d+", a("unlock"));
        expect("B gets it", HELD, b("lockOpen", "EXCLUSIVE", "60000"));
        expect("and A is refused", BUSY, a("try", "EXCLUSIVE"));
        b("unlock");
    }

    private void nfs4Restart() throws Exception {
        event("nfs-stop");
        event("nfs-start");
        timesOutInTime();
        expect("A's lock is valid", KEPT, a("valid"));
        expect("A reads", "read .*", a("read"));
        expect("B is refused after the grace period", "timeout \\d+", b("lockOpen", "EXCLUSIVE", "40000"));
        expect("A's lock is still valid", KEPT, a("valid"));
        handsOver();
    }

    private void nfs4Amnesia() throws Exception {
        event("nfs-forget");
        timesOutInTime();
        expect("B gets it after the grace period", HELD, b("lockOpen", "EXCLUSIVE", "60000"));
        expect("A's lock is not valid", LOST, a("valid"));
        expect("A's release does no harm", "released \\d+", a("unlock"));
        expect("A is refused", BUSY, a("try", "EXCLUSIVE"));
        b("unlock");
        expect("A can lock again", HELD, a("try", "EXCLUSIVE"));
        expect("and that is valid", KEPT, a("valid"));
        a("unlock");
    }

    private void nfs4Partition() throws Exception {
        event("cut", "a");
        try {
            expect("B gets it when the lease is over", HELD, b("lockOpen", "EXCLUSIVE", "60000"));
        } finally {
            event("heal", "a");
        }
        expect("A's lock is not valid", LOST, a("valid"));
        a("unlock");
        expect("A's release does B no harm", BUSY, a("try", "EXCLUSIVE"));
        b("unlock");
    }

    private void nfs3Restart() throws Exception {
        event("nfs-reboot");
        timesOutInTime();
        TimeUnit.SECONDS.sleep(20);
        expect("B is refused after the grace period", "timeout \\d+", b("lockOpen", "EXCLUSIVE", "15000"));
        expect("A's lock is valid", KEPT, a("valid"));
        handsOver();
    }

    private void nfs3Drop() throws Exception {
        event("nfs3-drop");
        expect("A's lock seems valid", KEPT, a("valid"));
        expect("B gets it", HELD, b("lockOpen", "EXCLUSIVE", "20000"));
        expect("A's lock is not valid", LOST, a("valid"));
        a("unlock");
        expect("A's release does B no harm", BUSY, a("try", "EXCLUSIVE"));
        b("unlock");
    }

    private void smbRestart() throws Exception {
        event("smb-stop");
        event("smb-start");
        expect("A's lock is valid", KEPT, a("valid"));
        expect("B, who opens the file again, is refused", BUSY, b("try", "EXCLUSIVE"));
        expect("A releases", "released \\d+", a("unlock"));
        expect("B gets it", HELD, b("try", "EXCLUSIVE"));
        expect("and A is refused", BUSY, a("try", "EXCLUSIVE"));
        b("unlock");
    }
}
