"""What the proofs of all servers have in common: clients in processes of their own, and judges that know nothing of the library."""
import glob, os, queue, shutil, signal, socket, subprocess, tempfile, threading, time

HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIB = HOME + "/cli/target/portalocker/lib"
LAUNCHER = HOME + "/cli/target/portalocker/bin/portalocker"
JAVA = (os.environ["JAVA_HOME"] + "/bin/" if "JAVA_HOME" in os.environ else "") + "java"
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
PATIENCE = 60
WORK = tempfile.mkdtemp()
os.chmod(WORK, 0o755)
CLIENTS = []


class Failed(AssertionError):
    """A client was told of an error."""


class Client:
    """NamesClient in a JVM of its own."""

    def __init__(self, uri, env=None):
        path = ":".join([WORK, LIB + "/portalocker.jar"] + glob.glob(LIB + "/servers/*.jar"))
        self.process = subprocess.Popen(
            [JAVA, "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", path, "NamesClient", uri],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ, **(env or {})))
        CLIENTS.append(self)
        self.lines = queue.Queue()
        self.seen = []
        threading.Thread(target=self.read, daemon=True).start()

    @staticmethod
    def start(uri, env=None):
        client = Client(uri, env)
        client.expect("ready")
        return client

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.split())

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def expect(self, *start, patience=PATIENCE):
        """The first line, of those not expected before, that begins so."""
        end = time.monotonic() + patience
        while True:
            for line in self.seen:
                if line[:len(start)] == list(start):
                    self.seen.remove(line)
                    return line[len(start):]
            try:
                line = self.lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError("no '%s' in %d s; instead: %s" % (" ".join(start), patience, self.seen[:10]))
            if line[0] == "failed" and start[0] != "failed":
                raise Failed(" ".join(line))
            self.seen.append(line)

    def says(self, *start):
        time.sleep(0.2)
        while not self.lines.empty():
            self.seen.append(self.lines.get())
        return any(line[:len(start)] == list(start) for line in self.seen)

    def lock(self, name):
        """The token."""
        self.send("lock " + name)
        return int(self.expect("held", name)[0])

    def lock_again(self, name):
        """The token; tries until the servers answer again."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self.lock(name)
            except Failed:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def release(self, name):
        self.send("release " + name)
        self.expect("released", name)

    def signal(self, number):
        self.process.send_signal(number)

    def end(self):
        """As a program ends by itself."""
        self.process.stdin.close()
        self.process.wait(PATIENCE)

    def kill(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()


class Store:
    """What locks protect: it compares tokens."""

    def __init__(self):
        self.newest = {}

    def write(self, client, name):
        """Whether what the client writes is accepted."""
        token = int(client.expect("write", name)[0])
        if token < self.newest.get(name, 0):
            return False
        self.newest[name] = token
        return True


def require(condition, what):
    if not condition:
        raise AssertionError(what)


def until(condition, what):
    """Waits until it is so: the answer."""
    end = time.monotonic() + PATIENCE
    while True:
        answer = condition()
        if answer:
            return answer
        require(time.monotonic() < end, "not so after %d s: %s" % (PATIENCE, what))
        time.sleep(0.1)


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def median(numbers):
    return sorted(numbers)[len(numbers) // 2]


def cuts(holders, other, cut, heal, rounds):
    """Cuts all holders off at once, each with a name of its own, again and again: told and held in seconds after the cut, and the margins."""
    told, held, margins = [], [], []
    for number in range(rounds):
        names = ["cut%d" % i for i in range(len(holders))]
        for holder, name in zip(holders, names):
            holder.lock_again(name)
        for name in names:
            other.send("lock " + name)
        time.sleep(1)
        try:
            start = time.monotonic_ns()
            cut(number)
            for holder, name in zip(holders, names):
                lost, valid = holder.expect("lost", name)
                require(valid == "false", "a lost lock was valid")
                at = int(other.expect("held", name)[1])
                told.append((int(lost) - start) / 1e9)
                held.append((at - start) / 1e9)
                margins.append((at - int(lost)) / 1e9)
        finally:
            heal()
        for holder, name in zip(holders, names):
            other.release(name)
            holder.release(name)  # does not fail
    before = sum(margin > 0 for margin in margins)
    require(before == len(margins), "told before the next holder in %d of %d cuts only" % (before, len(margins)))
    return ("%d cuts: holder told before the next one held in %d; told after %.1f s (median), %.1f s at the most; "
            "next holder after %.1f s at the earliest; smallest margin %.0f ms" % (
                len(margins), before, median(told), max(told), min(held), 1000 * min(margins)))


def pauses(holders, other, end_sessions, seconds, rounds):
    """Stops all holders until others have their locks, and longer than so many seconds; then they write on."""
    store, refused, written = Store(), 0, 0
    for _ in range(rounds):
        names = ["pause%d" % i for i in range(len(holders))]
        for name, holder in zip(names, holders):
            holder.lock_again(name)
        for holder in holders:
            holder.signal(signal.SIGSTOP)
        start = time.monotonic()
        end_sessions()
        for name in names:
            other.lock(name)
            other.send("write " + name)
            written += store.write(other, name)
        time.sleep(max(0, start + seconds - time.monotonic()))
        for name, holder in zip(names, holders):
            holder.send("write " + name)
            holder.signal(signal.SIGCONT)
        for name, holder in zip(names, holders):
            refused += not store.write(holder, name)
            require(holder.expect("lost", name)[1] == "false", "a lost lock was valid")
            other.release(name)
            holder.release(name)
    count = rounds * len(holders)
    require(written == count and refused == count,
            "%d of %d writes accepted, %d of %d stale ones refused" % (written, count, refused, count))
    return ("%d of %d stale writes refused by the store, %d of %d writes of the next holder accepted, %d told afterwards"
            % (refused, count, written, count, count))


def clock_jumps(uri):
    stamp = WORK + "/clock"

    def set_clock(offset):
        with open(stamp, "w") as file:
            file.write(offset)

    set_clock("+0")
    holder = Client.start(uri, {"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": stamp, "FAKETIME_NO_CACHE": "1",
                                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"})
    other = Client.start(uri)
    holder.lock("clock")
    other.send("lock clock")
    for offset, seconds in (("+3600", 3600), ("-3600", -3600), ("+86400", 86400), ("-86400", -86400), ("+0", 0)):
        set_clock(offset)
        holder.send("clock now")
        jumped = int(holder.expect("clock")[0]) / 1000 - time.time()
        require(abs(jumped - seconds) < 60, "the clock did not jump by %d s but by %d" % (seconds, jumped))
        time.sleep(5)
        holder.send("valid clock")
        require(holder.expect("valid", "clock") == ["true"], "not valid after a jump of %d s" % seconds)
        require(not other.says("held", "clock"), "two holders after a jump of %d s" % seconds)
    holder.send("release clock")
    other.expect("held", "clock")
    return "the holder's clock jumped by an hour and a day, ahead and back: it held all the time, and the next one after it"


def cancel_waits(client, name, count):
    client.send("cancel %s %d" % (name, count))
    require(client.expect("cancelled", name, patience=5 * PATIENCE) == ["0"], "a cancelled wait got the lock")


def compile_client():
    subprocess.run([JAVA + "c", "-cp", LIB + "/portalocker.jar", "-d", WORK, HOME + "/proof/servers.d/NamesClient.java"], check=True)


def kill_all():
    while CLIENTS:
        CLIENTS.pop().kill()


def clean_up():
    kill_all()
    shutil.rmtree(WORK, ignore_errors=True)
