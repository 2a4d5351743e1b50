"""The proofs on PostgreSQL: its own tables pg_locks and pg_stat_activity, as psql shows them, are a judge."""
import os, subprocess, tempfile, time

from clients import (
    HOME, LAUNCHER, WORK, Client, cancel_waits, clock_jumps, cuts, free_ports, median, pauses, require, until)

DATA = WORK + "/postgresql"
LOCKED = "from pg_locks l join pg_stat_activity a on a.pid = l.pid where l.locktype = 'advisory' and l.granted"
OURS = "select pid from pg_stat_activity where application_name like 'portalocker%'"


def server(*words):
    return subprocess.run([HOME + "/proof/postgresql-server", *words], check=True, capture_output=True, text=True).stdout.strip()


def start():
    global PORT, URI
    PORT = server("start", DATA)
    URI = "postgresql://app@127.0.0.1:%s/postgres" % PORT


def stop():
    subprocess.run([HOME + "/proof/postgresql-server", "stop", DATA], stderr=subprocess.DEVNULL)


def sql(text):
    out = subprocess.run(["psql", "-h", "127.0.0.1", "-p", PORT, "-U", "app", "-d", "postgres", "-XqAtc", text],
                         check=True, capture_output=True, text=True).stdout
    return out.split("\n")[:-1]


def iptables(action, port):
    """What a client sends from this port, and what is sent to it, is dropped."""
    for field in ("--sport", "--dport"):
        subprocess.run(["iptables", "-w", action, "OUTPUT", "-o", "lo", "-p", "tcp", field, port, "-j", "DROP"],
                       check=action == "-I", stderr=subprocess.DEVNULL)


def end_sessions():
    sql("select pg_terminate_backend(a.pid) " + LOCKED)


def restart(few):
    holder, worst, last, times = Client.start(URI), 0, 0, 1 if few else 5
    for _ in range(times):
        token = holder.lock("restart")
        require(token > last, "a token did not rise over a restart")
        last = token
        begin = time.monotonic_ns()
        server("stop", DATA)
        worst = max(worst, int(holder.expect("lost", "restart")[0]) - begin)
        server("start", DATA)
    require(holder.lock("restart") > last, "a token did not rise over a restart")
    return "%d kills of the server: %d losses told, the last %.1f s after the kill began; tokens rose" % (times, times, worst / 1e9)


def terminate(few):
    holder, other, delays, gaps = Client.start(URI), Client.start(URI), [], []
    for _ in range(10 if few else 50):
        token = holder.lock("terminate")
        other.send("lock terminate")
        time.sleep(0.05)
        begin = time.monotonic_ns()
        end_sessions()
        next_token, at = other.expect("held", "terminate")
        require(int(next_token) > token, "a token did not rise")
        lost, valid = holder.expect("lost", "terminate")
        require(valid == "false", "a lost lock was valid")
        delays.append(int(lost) - begin)
        gaps.append(int(at) - begin)
        other.release("terminate")
    return "%d sessions ended by pg_terminate_backend: next holder after %d ms (median), holder told after %d ms (median), %d ms at the most" % (
        len(gaps), median(gaps) / 1e6, median(delays) / 1e6, max(delays) / 1e6)


def cut(few):
    """Each lock has a connection of its own, so one client is ten holders."""
    holder, other, ports = Client.start(URI), Client.start(URI), []

    def cut_off(_):
        ports[:] = sql("select a.client_port " + LOCKED)
        require(len(ports) == 10, "%d sessions hold locks, not 10" % len(ports))
        for port in ports:
            iptables("-I", port)

    def heal():
        for port in ports:
            iptables("-D", port)

    return cuts([holder] * 10, other, cut_off, heal, 1 if few else 5)


def pause(few):
    """Each holder is paused past heartbeat and timeout; meanwhile its session ends, and the next holder writes."""
    holders, other = [Client.start(URI) for _ in range(10)], Client.start(URI)
    return "holders stopped for 6 s, their sessions ended: " + pauses(holders, other, end_sessions, 6, 1 if few else 3)


def doctor(uri):
    return subprocess.run([LAUNCHER, "doctor", uri], capture_output=True, text=True)


def pooler(few):
    said = []
    for mode, code in (("session", 0), ("transaction", 65), ("statement", 65)):
        port = str(free_ports(1)[0])
        folder = tempfile.mkdtemp(dir=WORK)
        os.chmod(folder, 0o777)
        with open(folder + "/ini", "w") as file:
            file.write("[databases]\npostgres = host=127.0.0.1 port=%s user=app\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %s\n"
                       "unix_socket_dir =\nauth_type = any\npool_mode = %s\nignore_startup_parameters = extra_float_digits\nlogfile = %s/log\n"
                       % (PORT, port, mode, folder))
        bouncer = subprocess.Popen(["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "pgbouncer", "-q", folder + "/ini"],
                                   stderr=subprocess.DEVNULL)
        try:
            time.sleep(1)
            result = doctor("postgresql://app@127.0.0.1:%s/postgres" % port)
            require(result.returncode == code, "%s mode: exit code %d: %s%s" % (mode, result.returncode, result.stdout, result.stderr))
            require(code == 0 or "a connection pooler " in result.stderr, result.stderr)
            said.append("%s mode %s" % (mode, "works" if code == 0 else "refused"))
        finally:
            bouncer.kill()
            bouncer.wait()
    return "pgbouncer: " + ", ".join(said)


def standby(few):
    folder = WORK + "/standby"
    port = server("standby", DATA, folder)
    try:
        result = doctor("postgresql://app@127.0.0.1:%s/postgres" % port)
    finally:
        server("stop", folder)
    require(result.returncode == 65 and "it is a standby" in result.stderr, result.stdout + result.stderr)
    return "a standby is refused with the reason"


def clock(few):
    return clock_jumps(URI)


def cancel(few):
    holder, other, count = Client.start(URI), Client.start(URI), 100 if few else 1000
    holder.lock("cancel")
    cancel_waits(other, "cancel", count)
    until(lambda: sql("select granted from pg_locks where locktype = 'advisory'") == ["t"]
          and sql(OURS + " and state <> 'idle'") == [], "only the holder's lock is left")
    left = len(sql(OURS))
    require(left <= 1 + 4 + 4, "%d sessions are left" % left)
    holder.end()
    other.end()
    until(lambda: sql(OURS) == [], "no session is left after the end of both clients")
    return "%d waits cancelled by timeout, interrupt and future: in pg_locks only the holder's, %d idle or holding sessions; none after the end" % (count, left)


CHECKS = (restart, terminate, cut, pause, pooler, standby, clock, cancel)
