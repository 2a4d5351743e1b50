package io.github.portalocker.posix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import io.github.portalocker.posix.NetworkProofMain.FileSystem;

/** The contract between a holder and a contender, while all is well. */
final class NetworkChecks {
    private static final int HOLDER = 0;
    private static final int CONTENDER = 1;
    private static final int THIRD = 2;
    private static final int ROUNDS = 20;

    private static int files;

    private final NetworkReport report;
    private final NetworkAgents agents;
    private final FileSystem fileSystem;
    private final String backend;

    private String here = "";
    private String there = "";

    NetworkChecks(NetworkReport report, NetworkAgents agents, FileSystem fileSystem, String backend) {
        this.report = report;
        this.agents = agents;
        this.fileSystem = fileSystem;
        this.backend = backend;
    }

    private interface Check {
        void run() throws Exception;
    }

    void run() {
        List<Check> checks = new ArrayList<>(List.of(
                this::modes,
                this::waits,
                this::refusedNeighbours,
                this::waitingNeighbour,
                this::sharingNeighbours,
                this::contents,
                this::increments));
        if (backend.equals("posix-flock")) { // the kernel releases what a process had, and a start takes long
            checks.add(this::killedHolder);
        }
        for (Check check : checks) {
            String name = "lock" + files++;
            here = fileSystem.holder() + "/" + name;
            there = fileSystem.contender() + "/" + name;
            try {
                check.run();
            } catch (Exception | AssertionError e) {
                report.broken(fileSystem.name() + ", " + backend, e);
                startAfresh();
            }
        }
    }

    private void startAfresh() {
        for (int agent : new int[] {HOLDER, CONTENDER, THIRD}) {
            try {
                agents.kill(agent);
            } catch (InterruptedException | AssertionError e) {
                report.broken("killing a process", e);
            }
        }
    }

    private void expect(String what, String expected, String answer) {
        report.check(fileSystem.name() + ", " + backend, what, expected, answer);
    }

    private String holder(String verb, String... arguments) throws Exception {
        return ask(HOLDER, here, verb, arguments);
    }

    private String contender(String verb, String... arguments) throws Exception {
        return ask(CONTENDER, there, verb, arguments);
    }

    private String ask(int agent, String path, String verb, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(verb, backend, path));
        words.addAll(List.of(arguments));
        return agents.ask(agent, words.toArray(String[]::new));
    }

    private void modes() throws Exception {
        expect("a free file can be locked", "held \\d+", holder("try", "EXCLUSIVE"));
        expect("exclusive keeps exclusive out", "busy \\d+", contender("try", "EXCLUSIVE"));
        expect("exclusive keeps shared out", "busy \\d+", contender("try", "SHARED"));
        expect("a held lock is valid", "true \\d+", holder("valid"));
        expect("it can be released", "released \\d+", holder("unlock"));
        expect("shared can be had", "held \\d+", holder("try", "SHARED"));
        expect("shared lets shared in", "held \\d+", contender("try", "SHARED"));
        expect("a shared lock is valid beside another", "true \\d+", holder("valid"));
        contender("unlock");
        expect("shared keeps exclusive out", "busy \\d+", contender("try", "EXCLUSIVE"));
        holder("unlock");
        expect("a released file is free", "held \\d+", contender("try", "EXCLUSIVE"));
        contender("unlock");
    }

    private void waits() throws Exception {
        holder("lock", "EXCLUSIVE", "0");
        expect("a wait times out (500 ms)", "timeout \\d+", contender("lock", "EXCLUSIVE", "500"));
        expect("a wait is interrupted", "interrupted after \\d+ of \\d+", contender("interrupt"));
        expect("neither harms the holder", "busy \\d+", contender("try", "SHARED"));
        agents.send(CONTENDER, "lock", backend, there, "EXCLUSIVE", "0");
        expect("a wait goes on", "false", "" + agents.answersWithin(CONTENDER, 700));
        long released = System.nanoTime();
        holder("unlock");
        expect("the wait ends with the release", "held \\d+", agents.answer(CONTENDER));
        report.note("      handed over within " + (System.nanoTime() - released) / 1_000_000 + " ms");
        expect("and keeps the other out", "busy \\d+", holder("try", "EXCLUSIVE"));
        contender("unlock");
    }

    private void killedHolder() throws Exception {
        holder("lock", "EXCLUSIVE", "0");
        agents.send(CONTENDER, "lock", backend, there, "EXCLUSIVE", "0");
        expect("a wait goes on", "false", "" + agents.answersWithin(CONTENDER, 700));
        agents.kill(HOLDER);
        expect("the lock of a killed process is free", "held \\d+", agents.answer(CONTENDER));
        contender("unlock");
    }

    /** A refused attempt opens and closes the file: on SMB that may drop what the holder has. */
    private void refusedNeighbours() throws Exception {
        holder("lock", "EXCLUSIVE", "0");
        expect("another process of the holder's machine is refused", "busy \\d+", ask(THIRD, here, "try", "EXCLUSIVE"));
        expect("which harms no holder", "busy \\d+", contender("try", "EXCLUSIVE"));
        holder("unlock");
        contender("try", "EXCLUSIVE"); // the client of the holder must be alone with the next file
        contender("unlock");
        here += "b";
        there += "b";
        holder("lock", "EXCLUSIVE", "0");
        expect("the holder's own process is refused", "busy \\d+", holder("try", "SHARED"));
        expect("which harms no holder, either", "busy \\d+", contender("try", "EXCLUSIVE"));
        holder("unlock");
        expect("and leaves nothing behind", "held \\d+", contender("try", "EXCLUSIVE"));
        contender("unlock");
    }

    /** On SMB the two share an open file of the server, and the attempts of one were taken for locks. */
    private void waitingNeighbour() throws Exception {
        holder("lock", "EXCLUSIVE", "0");
        agents.send(THIRD, "lock", backend, here, "EXCLUSIVE", "0");
        expect("another process of the holder's machine waits", "false", "" + agents.answersWithin(THIRD, 700));
        expect("which lets no other in", "busy \\d+", contender("try", "EXCLUSIVE"));
        expect("the holder can read", "read .*", holder("read"));
        expect("and has a valid lock", "true \\d+", holder("valid"));
        expect("which can be released", "released \\d+", holder("unlock"));
        expect("that ends the wait", "held \\d+", agents.answer(THIRD));
        expect("and keeps the other out", "busy \\d+", contender("try", "SHARED"));
        ask(THIRD, here, "unlock");
    }

    /** On SMB, to unlock one of these took all. */
    private void sharingNeighbours() throws Exception {
        holder("try", "SHARED");
        holder("try", "SHARED");
        expect("another process of the machine shares", "held \\d+", ask(THIRD, here, "try", "SHARED"));
        expect("one of three is released", "released \\d+", holder("unlock"));
        expect("which lets no other in", "busy \\d+", contender("try", "EXCLUSIVE"));
        expect("the second is released", "released \\d+", ask(THIRD, here, "unlock"));
        expect("which lets no other in, either", "busy \\d+", contender("try", "EXCLUSIVE"));
        expect("the third is released", "released \\d+", holder("unlock"));
        expect("and the file is free", "held \\d+", contender("try", "EXCLUSIVE"));
        contender("unlock");
    }

    /**
     * The client of the holder gets the file delegated when another process of it opens it: then it does not forget what it has
     * cached, unless it is told to.
     */
    private void contents() throws Exception {
        String file = here;
        int stale = 0;
        for (int i = 0; i < ROUNDS; i++) { // a delegation is the server's to give or not
            here = file + "-" + i;
            there = file.replace(fileSystem.holder(), fileSystem.contender()) + "-" + i;
            holder("increment", "1", "0");
            holder("open");
            addOneWithOpenFile();
            contender("increment", "1", "0");
            ask(THIRD, here, "open");
            stale += addOneWithOpenFile().startsWith("number 4 ") ? 0 : 1;
            holder("close");
            ask(THIRD, here, "close");
        }
        if (contentsAreFresh()) {
            expect("a holder reads what the other wrote", "0", "" + stale);
        } else {
            report.note("      a holder did not read what the other wrote: " + stale + " of " + ROUNDS + " times");
        }
    }

    private String addOneWithOpenFile() throws Exception {
        holder("lockOpen", "EXCLUSIVE", "30000");
        String number = holder("add");
        holder("unlock");
        return number;
    }

    /**
     * Not promised between two clients of NFS 4 of nio, which cannot make a client forget what it has cached, nor with
     * nosharecache: each mount has a cache of its own then, which nfs(5) calls a risk.
     */
    private boolean contentsAreFresh() {
        boolean oneMount = fileSystem.holder().equals(fileSystem.contender());
        boolean cacheStays = fileSystem.name().startsWith("NFS 4") && backend.equals("nio");
        return oneMount || (!cacheStays && !fileSystem.name().contains("two mounts"));
    }

    private record Interval(long from, long to) {}

    /** Three processes; those of the holder's client are two. */
    private void increments() throws Exception {
        Files.createFile(Path.of(here));
        String times = Integer.toString(ROUNDS);
        // of nio on SMB it is not promised that a wait without a deadline ends
        String patience = backend.equals("nio") && fileSystem.name().startsWith("SMB") ? "10000" : "0";
        agents.send(HOLDER, "increment", backend, here, times, patience);
        agents.send(CONTENDER, "increment", backend, there, times, patience);
        agents.send(THIRD, "increment", backend, here, times, patience);
        List<Interval> holds = new ArrayList<>();
        for (int agent : new int[] {HOLDER, CONTENDER, THIRD}) {
            String answer = agents.answer(agent);
            long timeouts = Arrays.stream(answer.split("[ ,]"))
                    .filter("timeout"::equals)
                    .count();
            if (timeouts > 0) {
                report.note("      waits that ended at their deadline: " + timeouts);
            }
            expect(
                    "it locks " + ROUNDS + " times",
                    "holds 1-2, \\d+",
                    answer.replace("timeout,", "").replaceAll("(\\d+-\\d+,)+", "1-2,"));
            Arrays.stream(answer.split("[ ,]"))
                    .filter(word -> word.matches("\\d+-\\d+"))
                    .map(word -> word.split("-"))
                    .forEach(word -> holds.add(new Interval(Long.parseLong(word[0]), Long.parseLong(word[1]))));
        }
        holds.sort(Comparator.comparingLong(Interval::from));
        int overlaps = 0;
        for (int i = 1; i < holds.size(); i++) {
            overlaps += holds.get(i).from() < holds.get(i - 1).to() ? 1 : 0;
        }
        expect("three processes never hold together", "0", "" + overlaps);
        if (contentsAreFresh()) {
            contender("lock", "EXCLUSIVE", "0");
            expect("and see what the others wrote", "number " + (3 * ROUNDS + 1) + " \\d+", contender("add"));
            contender("unlock");
        }
    }
}
