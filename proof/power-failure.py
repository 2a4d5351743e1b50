"""What a power failure leaves of a file that LockedFile changes: for proof/power-failure, which says how to call it.

A disk is a file of a small FUSE file system (the protocol itself, no library) that notes each write, each flush and each change that the
program under test acknowledged. A state after a power failure is: all writes up to the last flush before a random moment, and a random part
of the blocks written between that flush and the moment. Each state is mounted, and the file in it looked at.
"""

import argparse, collections, ctypes, errno, os, pickle, random, re, shutil, struct, subprocess, sys, tempfile, time, zlib

BLOCK = 4096
KEPT, OLDER, TORN, MISSING, BROKEN = "kept", "older", "torn", "missing", "unmountable"

# What to run, with which options of mount, and what a state may be. Those with "caught" lack a step, and must show it.
ROWS = [
    ("full", "", {KEPT}),
    ("full", "noauto_da_alloc", {KEPT}),
    ("full", "data=writeback,noauto_da_alloc", {KEPT}),
    ("ordered", "", {KEPT, OLDER}),
    ("ordered", "noauto_da_alloc", {KEPT, OLDER}),
    ("append", "", {KEPT}),
    ("append", "noauto_da_alloc", {KEPT}),
    ("no-directory", "", "caught"),
    ("no-flush", "noauto_da_alloc", "caught"),
    ("overwrite", "", "caught"),
    ("append-no-flush", "", "caught"),
]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def disk(mount_point, image, log):
    """Serves the files img (the disk) and ack (what the program under test says) until it is unmounted; see fuse(4)."""
    libc = ctypes.CDLL(None, use_errno=True)
    fd = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={fd},rootmode=40000,user_id=0,group_id=0,allow_other".encode()
    if libc.mount(b"disk", mount_point.encode(), b"fuse.disk", 0, options) != 0:
        raise OSError(ctypes.get_errno(), "mount")
    content = bytearray(open(image, "rb").read())
    base, events = bytes(content), []
    names = {b"img": 2, b"ack": 3}

    def attributes(node):
        mode, size = (0o40755 if node == 1 else 0o100644), (len(content) if node == 2 else 0)
        return struct.pack("<6Q10I", node, size, size // 512, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, BLOCK, 0)

    def reply(unique, data=b"", error=0):
        os.write(fd, struct.pack("<IiQ", 16 + len(data), -error, unique) + data)

    print("ready", flush=True)
    while True:
        try:
            message = os.read(fd, 1 << 21)
        except OSError as e:
            if e.errno in (errno.EINTR, errno.ENOENT, errno.EAGAIN):
                continue
            break  # ENODEV: unmounted
        if not message:
            break
        _, operation, unique, node = struct.unpack_from("<IIQQ", message)
        body = message[40:]
        if operation == 26:  # INIT
            minor = struct.unpack_from("<II", body)[1]
            reply(unique, struct.pack("<IIIIHHIIHHI7I", 7, min(minor, 31), 0, 0, 12, 9, 1 << 17, 1, 0, 0, 0, *[0] * 7))
        elif operation == 1:  # LOOKUP
            found = names.get(body.split(b"\0")[0])
            if found is None:
                reply(unique, error=errno.ENOENT)
            else:
                reply(unique, struct.pack("<QQQQII", found, 0, 3600, 3600, 0, 0) + attributes(found))
        elif operation in (3, 4):  # GETATTR, SETATTR
            reply(unique, struct.pack("<QII", 3600, 0, 0) + attributes(node))
        elif operation == 14:  # OPEN: what is said is not cached
            reply(unique, struct.pack("<QII", 0, 1 if node == 3 else 0, 0))
        elif operation == 27:  # OPENDIR
            reply(unique, struct.pack("<QII", 0, 0, 0))
        elif operation == 15:  # READ
            _, offset, size = struct.unpack_from("<QQI", body)
            reply(unique, bytes(content[offset : offset + size]) if node == 2 else b"")
        elif operation == 16:  # WRITE
            _, offset, size = struct.unpack_from("<QQI", body)
            data = bytes(body[40 : 40 + size])
            if node == 2:
                content[offset : offset + size] = data
                events.append(("write", offset, data))
            elif data.strip() == b"RESET":
                base = bytes(content)
                events.clear()
            elif data.strip() == b"SAVE":
                with open(log, "wb") as file:
                    pickle.dump((base, events), file)
            else:
                events.append(("acknowledged", int(data)))
            reply(unique, struct.pack("<II", size, 0))
        elif operation == 20:  # FSYNC
            events.append(("flush",))
            reply(unique)
        elif operation == 17:  # STATFS
            reply(unique, struct.pack("<5Q4I6I", 0, 0, 0, 0, 0, BLOCK, 255, BLOCK, 0, *[0] * 6))
        elif operation in (18, 25, 28, 29, 34, 38):  # RELEASE, FLUSH and the like
            reply(unique)
        elif operation not in (2, 36, 42):  # FORGET and INTERRUPT have no answer
            reply(unique, error=errno.ENOSYS)


def record(work, arguments, how, options):
    """Runs the program on a disk, and answers with the disk at the beginning and what happened to it."""
    fuse, mount, image, log = (os.path.join(work, name) for name in ("fuse", "mnt", "base.img", "log"))
    os.makedirs(fuse), os.makedirs(mount)
    run("truncate", "-s", "24M", image)
    run("mkfs.ext4", "-q", "-F", "-b", str(BLOCK), "-J", "size=4", image)
    server = subprocess.Popen([sys.executable, "-u", __file__, "--disk", fuse, image, log], stdout=subprocess.PIPE, text=True)
    loop = None
    try:
        if server.stdout.readline().strip() != "ready":
            raise RuntimeError("there is no FUSE here")
        loop = run("losetup", "-f", "--show", fuse + "/img")
        run("mount", "-t", "ext4", "-o", ",".join(filter(None, ["commit=1", options])), loop, mount)

        def say(what):
            with open(fuse + "/ack", "wb", buffering=0) as file:
                file.write(what)

        java = [arguments.java, "-Xmx128m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", arguments.classpath]
        java += ["io.github.portalocker.recipes.FileMain", mount + "/data"]
        run(*java, "append" if how.startswith("append") else "full", "1", "0")
        run("sync")
        say(b"RESET")
        run(*java, how, str(arguments.updates), "60", fuse + "/ack")
        time.sleep(0.5 if how in ("full", "append", "no-directory") else 6)  # what is not flushed is written after a while
        say(b"SAVE")
    finally:
        subprocess.run(["umount", mount], capture_output=True)
        if loop:
            subprocess.run(["losetup", "-d", loop])
        time.sleep(0.3)
        subprocess.run(["umount", fuse], capture_output=True)
        server.kill()
        server.wait()
    with open(log, "rb") as file:
        return pickle.load(file)


def version(content):
    """As the class Version of the tests has it: its number, or -1 for what no writer wrote."""
    end = content.rfind(b"crc ")
    if end < 0 or content[end:] != b"crc %d\n" % zlib.crc32(content[:end]):
        return -1
    return int(content[: content.index(b"\n")])


def lines(content):
    """The number of whole lines; -1 if one of them is none of the writer's. What follows the last line feed does not count."""
    whole = content[: content.rfind(b"\n") + 1].split(b"\n")[:-1]
    good = all(re.fullmatch(rb"(\d+) x* \1", line) and int(line.split()[0]) == i + 1 for i, line in enumerate(whole))
    return len(whole) if good else -1


def look(image, work, how, acknowledged):
    """What the file is in this state."""
    mount = os.path.join(work, "look")
    os.makedirs(mount, exist_ok=True)
    loop = run("losetup", "-f", "--show", image)
    try:
        if subprocess.run(["mount", "-t", "ext4", "-o", "noatime", loop, mount], capture_output=True).returncode:
            return BROKEN
        try:
            with open(mount + "/data", "rb") as file:
                content = file.read()
        except FileNotFoundError:
            return MISSING
        finally:
            run("umount", mount)
        number = lines(content) if how.startswith("append") else version(content)
        return TORN if number < 0 else KEPT if number >= acknowledged else OLDER
    finally:
        run("losetup", "-d", loop)


def states(work, base, events, how, count, chance):
    flushes = [i for i, event in enumerate(events) if event[0] == "flush"]
    image = os.path.join(work, "state.img")
    found = collections.Counter()
    for _ in range(count):
        moment = chance.randrange(1, len(events) + 1)
        flushed = max((i for i in flushes if i < moment), default=-1)
        share = chance.choice([0, 0.2, 0.5, 0.8, 1])
        content, acknowledged = bytearray(base), 1
        for i, event in enumerate(events[:moment]):
            if event[0] == "acknowledged":
                acknowledged = event[1]
            elif event[0] == "write":
                for start in range(0, len(event[2]), BLOCK):
                    if i < flushed or chance.random() < share:
                        part = event[2][start : start + BLOCK]
                        content[event[1] + start : event[1] + start + len(part)] = part
        with open(image, "wb") as file:
            file.write(content)
        found[look(image, work, how, acknowledged)] += 1
    return found


def main():
    if sys.argv[1:2] == ["--disk"]:
        return disk(*sys.argv[2:])
    parser = argparse.ArgumentParser()
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--states", type=int, default=200)
    parser.add_argument("--updates", type=int, default=60)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--short", action="store_true", help="of each variant the first row only")
    parser.add_argument("variants", nargs="*")
    arguments = parser.parse_args()
    failed = False
    seen = set()
    print(f"| {'variant':15} | {'mounted with':31} | states | kept | older | torn | missing | {'verdict':11} |", flush=True)
    for how, options, allowed in ROWS:
        if (arguments.variants and how not in arguments.variants) or (arguments.short and how in seen):
            continue
        seen.add(how)
        work = tempfile.mkdtemp(prefix="power-failure-")
        try:
            base, events = record(work, arguments, how, options)
            found = states(work, base, events, how, arguments.states, random.Random(arguments.seed))
        finally:
            shutil.rmtree(work, ignore_errors=True)
        wrong = sum(n for kind, n in found.items() if kind not in ({KEPT} if allowed == "caught" else allowed))
        good = wrong > 0 if allowed == "caught" else wrong == 0
        verdict = ("caught" if good else "NOT CAUGHT") if allowed == "caught" else ("as promised" if good else "BROKEN")
        failed |= not good
        print(
            f"| {how:15} | {options or 'defaults':31} | {arguments.states:6} | {found[KEPT]:4} | {found[OLDER]:5} | {found[TORN]:4} "
            f"| {found[MISSING] + found[BROKEN]:7} | {verdict:11} |",
            flush=True,
        )
    return failed


if __name__ == "__main__":
    sys.exit(main())
