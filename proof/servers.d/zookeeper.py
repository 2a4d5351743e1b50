"""The proofs on ZooKeeper: three servers in processes of their own. What they say themselves (srvr, dump, wchs) is a judge."""
import os, socket, subprocess, threading, time

from clients import (
    HOME, JAVA, PATIENCE, WORK, Client, Failed, cancel_waits, clock_jumps, cuts, free_ports, pauses, require, until)

COUNT = 3
PROCESSES = 5
TICK = 500
MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain"


class Server:
    def __init__(self, number, ports, members, class_path):
        self.port = ports[0]
        self.home = "%s/zookeeper%d" % (WORK, number)
        self.class_path = class_path
        self.process = None
        os.mkdir(self.home)
        with open(self.home + "/myid", "w") as file:
            file.write(str(number))
        with open(self.home + "/zoo.cfg", "w") as file:
            file.write("tickTime=%d\ninitLimit=20\nsyncLimit=6\ndataDir=%s\nclientPort=%d\nclientPortAddress=127.0.0.1\n"
                       "admin.enableServer=false\n4lw.commands.whitelist=*\nmaxClientCnxns=0\nmaxSessionTimeout=60000\n%s"
                       % (TICK, self.home, self.port, members))

    def start(self):
        with open(self.home + "/log", "a") as log:
            self.process = subprocess.Popen([JAVA, "-Xmx96m", "-XX:+UseSerialGC", "-cp", self.class_path, MAIN, self.home + "/zoo.cfg"],
                                            stdout=log, stderr=subprocess.STDOUT, cwd=self.home)

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def ask(self, word):
        """What a server answers to one of its four-letter words; empty if it does not."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.settimeout(5)
                connection.sendall(word.encode())
                answer = b""
                for part in iter(lambda: connection.recv(65536), b""):
                    answer += part
                return answer.decode()
        except OSError:
            return ""

    def is_a(self, *modes):
        return any("Mode: " + mode in self.ask("srvr") for mode in modes)


class Relay:
    """A way to a server on which bytes get lost, while connections seem to stay."""

    def __init__(self, server):
        self.server = server
        self.loses = ()
        self.sockets = []
        self.entrance = socket.create_server(("127.0.0.1", 0))
        self.port = self.entrance.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.entrance.accept()
            try:
                exit = socket.create_connection(("127.0.0.1", self.server.port))
            except OSError:
                client.close()
                continue
            self.sockets += [client, exit]
            threading.Thread(target=self.carry, args=(client, exit, "requests"), daemon=True).start()
            threading.Thread(target=self.carry, args=(exit, client, "answers"), daemon=True).start()

    def carry(self, source, target, what):
        try:
            for part in iter(lambda: source.recv(65536), b""):
                if what not in self.loses:
                    target.sendall(part)
        except OSError:
            pass
        for each in (source, target):
            each.close()

    def heal(self):
        """What was lost stays lost: all connections of the time before are broken."""
        while self.sockets:
            try:
                self.sockets.pop().shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.loses = ()


def class_path():
    """Of the servers: that of the tests, which have servers, too."""
    file = WORK + "/class-path"
    subprocess.run(["mvn", "-B", "-ntp", "-q", "-f", HOME, "-pl", "server-zookeeper", "-am", "test-compile", "dependency:build-classpath",
                    "-Dmdep.outputFile=" + file], check=True, stdout=subprocess.DEVNULL)
    with open(file) as text:
        return text.read().strip()


def start():
    global SERVERS
    ports = [free_ports(3) for _ in range(COUNT)]
    members = "".join("server.%d=127.0.0.1:%d:%d\n" % (i + 1, ports[i][1], ports[i][2]) for i in range(COUNT))
    path = class_path()
    SERVERS = [Server(i + 1, ports[i], members, path) for i in range(COUNT)]
    for server in SERVERS:
        server.start()
    await_all()


def stop():
    for server in SERVERS:
        server.kill()


def await_all():
    until(lambda: all(server.is_a("leader", "follower") for server in SERVERS), "all servers are there")


def leader():
    return until(lambda: next((server for server in SERVERS if server.is_a("leader")), None), "there is a leader")


def uri(session, ports=None):
    hosts = ",".join("127.0.0.1:%d" % port for port in ports or [server.port for server in SERVERS])
    return "zookeeper://%s/proof?sessionTimeout=%d" % (hosts, session)


def nodes():
    """The nodes that go with a session, of all clients."""
    return sorted(line.strip() for line in leader().ask("dump").split("\n") if line.strip().startswith("/proof/"))


def watches():
    return sum(int(line.split(":")[1]) for server in SERVERS for line in server.ask("wchs").split("\n") if line.startswith("Total"))


def judge(holds):
    """Holds as (shared, start, end, token): whether none overlaps an exclusive one, and tokens rise."""
    ends, exclusive_ends, newest = 0, 0, 0
    for shared, start, end, token in sorted(holds, key=lambda hold: hold[1]):
        require(start > (exclusive_ends if shared else ends), "two holders at once, at %d" % start)
        ends = max(ends, end)
        if not shared:
            require(token > newest, "a token did not rise")
            exclusive_ends, newest = max(exclusive_ends, end), token


def leaders(few):
    """Clients contend while the leader is killed and comes back."""
    kills = 3 if few else 20
    crowd = [Client.start(uri(5000)) for _ in range(PROCESSES)]
    for client in crowd:
        client.send("crowd leaders %d" % (kills * 8000))
    for _ in range(kills):
        begin = time.monotonic()
        killed = leader()
        killed.kill()
        leader()
        time.sleep(1)
        killed.start()
        until(lambda: killed.is_a("follower"), "the killed leader follows")
        time.sleep(max(0, begin + 8 - time.monotonic()))
    unanswered = sum(int(client.expect("crowded", "leaders", patience=2 * PATIENCE)[0]) for client in crowd)
    holds, waits, losses = [], [], 0
    for client in crowd:
        for line in [line for line in client.seen if line[0] == "hold"]:
            holds.append((line[1] == "SHARED", int(line[2]), int(line[3]), int(line[4])))
            waits.append(int(line[5]))
            losses += line[6] == "true"
    judge(holds)
    require(len(holds) > 50 * kills, "only %d holds" % len(holds))
    return ("leader killed %d times while %d processes contend: %d holds, no overlap, tokens rose; %d holders told of a loss; "
            "%d attempts without an answer; longest wait %.1f s" % (kills, PROCESSES, len(holds), losses, unanswered, max(waits) / 1e9))


def cut(few):
    """Each client is a holder: all its locks go with its session."""
    relays = [Relay(server) for server in SERVERS]
    holders = [Client.start(uri(4000, [relay.port for relay in relays])) for _ in range(10)]
    other = Client.start(uri(4000))
    ways = [("requests", "answers"), ("requests",), ("answers",), ("requests", "answers"), ("answers",)]

    def cut_off(number):
        for relay in relays:
            relay.loses = ways[number]

    def heal():
        for relay in relays:
            relay.heal()

    return "session 4 s, " + cuts(holders, other, cut_off, heal, 1 if few else 5)


def pause(few):
    """Each holder is paused past its session; meanwhile the next holder writes."""
    holders, other = [Client.start(uri(4000)) for _ in range(10)], Client.start(uri(4000))
    return "session 4 s, holders stopped for 6 s and more: " + pauses(holders, other, lambda: None, 6, 1 if few else 3)


def restart(few):
    holder, other, times = Client.start(uri(60000)), Client.start(uri(60000)), 1 if few else 5
    token = holder.lock("restart")
    other.send("lock restart")
    before = until(lambda: len(nodes()) == 2 and nodes(), "one holds and one waits")

    def look():
        await_all()
        holder.send("valid restart")
        require(holder.expect("valid", "restart") == ["true"], "not valid after a restart")
        require(nodes() == before, "%s in place of %s" % (nodes(), before))
        require(not other.says("held", "restart"), "two holders after a restart")

    for _ in range(times):
        for server in SERVERS:
            server.kill()
            server.start()
            look()
        for server in SERVERS:
            server.kill()
        for server in SERVERS:
            server.start()
        look()
    holder.release("restart")
    require(int(other.expect("held", "restart")[0]) > token, "a token did not rise")
    return ("session 60 s, each server killed and started again in turn %d times, and all at once %d times: lock and place in the line stayed"
            % (times, times))


def outage(few):
    """All servers are away for longer than a session."""
    holder, last, told, times = Client.start(uri(4000)), 0, [], 1 if few else 5
    for _ in range(times):
        token = holder.lock_again("outage")
        require(token > last, "a token did not rise over an outage")
        last = token
        begin = time.monotonic_ns()
        for server in SERVERS:
            server.kill()
        lost, valid = holder.expect("lost", "outage")
        told.append((int(lost) - begin) / 1e9)
        require(valid == "false", "a lost lock was valid")
        try:
            holder.lock("outage")
            raise AssertionError("locked without servers")
        except Failed:
            pass
        for server in SERVERS:
            server.start()
        await_all()
    require(holder.lock_again("outage") > last, "a token did not rise over an outage")
    return "session 4 s, all servers away %d times: each loss told, after %.1f s at the most; locks without servers fail; tokens rose" % (
        times, max(told))


def clock(few):
    return clock_jumps(uri(4000))


def cancel(few):
    holder, other, count = Client.start(uri(4000)), Client.start(uri(4000)), 100 if few else 1000
    tasks = "/proc/%d/task" % other.process.pid
    holder.lock("cancel")
    cancel_waits(other, "cancel", 30)
    time.sleep(5)  # threads that have nothing to do end
    threads = len(os.listdir(tasks))
    cancel_waits(other, "cancel", count)
    until(lambda: len(nodes()) == 1 and watches() == 0, "only the holder's node is left: %s, %d watches" % (nodes(), watches()))
    until(lambda: len(os.listdir(tasks)) <= threads, "%d threads are left, %d were before" % (len(os.listdir(tasks)), threads))
    holder.end()
    other.end()
    until(lambda: not nodes(), "no node is left after the end of both clients")
    return "%d waits cancelled by timeout, interrupt and future: one node, the holder's, no watch, no thread more than before (%d); no node after the end" % (
        count, threads)


CHECKS = (leaders, cut, pause, restart, outage, clock, cancel)
