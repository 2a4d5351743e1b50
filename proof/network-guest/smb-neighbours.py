#!/usr/bin/env python3
"""What two processes on one SMB client, P and Q, do to each other's locks, and whether B on another client gets in. No library of ours.

proof/network [WORKDIR] -- python3 proof/network-guest/smb-neighbours.py [MOUNT OPTIONS]

MOUNT OPTIONS, such as cache=none, are for a mount of its own on client a. What is not 'ok' is in brackets; docs/network-file-systems.md explains it.
"""
import errno
import fcntl
import os
import struct
import subprocess
import sys

F_OFD_SETLK = 37


def record_lock(command, kind):
    return lambda file: fcntl.fcntl(file, command, struct.pack("hhqqi4x", kind, os.SEEK_SET, 0, 0, 0))


CALLS = {
    "exclusive": record_lock(F_OFD_SETLK, fcntl.F_WRLCK),
    "shared": record_lock(F_OFD_SETLK, fcntl.F_RDLCK),
    "unlock": record_lock(F_OFD_SETLK, fcntl.F_UNLCK),
    "lockf": record_lock(fcntl.F_SETLK, fcntl.F_WRLCK),
    "unlockf": record_lock(fcntl.F_SETLK, fcntl.F_UNLCK),
    "flock": lambda file: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
    "read": lambda file: os.pread(file, 8, 0),
    "write": lambda file: os.pwrite(file, b"abcdefgh", 0),
    "close": os.close,
}
CASES = {
    "refused, and waits": "P:open Q:open P:exclusive P:read Q:exclusive P:read P:write B:open B:exclusive P:read P:unlock",
    "refused, and closes": "P:open Q:open P:exclusive Q:exclusive P:read Q:close P:read B:open B:exclusive P:unlock",
    "refused, and unlocks": "P:open Q:open P:exclusive Q:exclusive P:read Q:unlockf P:read P:write B:open B:exclusive P:unlock",
    "shared, one unlocks": "P:open Q:open P:shared Q:shared P:unlock B:open B:exclusive",
    "shared, one closes": "P:open Q:open P:shared Q:shared P:close B:open B:exclusive",
    "other flags": "P:open Q:open-otherwise P:exclusive Q:exclusive P:read P:write B:open B:exclusive P:unlock",
    "other flags, shared": "P:open Q:open-otherwise P:shared Q:shared P:unlock B:open B:exclusive",
    "flock": "P:open P:flock Q:open Q:flock Q:close P:read R:open R:flock P:read B:open B:flock",
    "lockf": "P:open P:lockf Q:open Q:lockf Q:close P:read P:write B:open B:lockf P:unlockf",
}


class Process:
    """Does what it is told, a word a line."""

    def __init__(self, path):
        questions, ask = os.pipe()
        answer, answers = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(ask)
            os.close(answer)
            with os.fdopen(questions) as words:
                self.serve(path, words, answers)
            os._exit(0)
        os.close(questions)
        os.close(answers)
        self.words = os.fdopen(ask, "w", buffering=1)
        self.results = os.fdopen(answer)

    @staticmethod
    def serve(path, words, answers):
        file = -1
        for word in map(str.strip, words):
            try:
                if word.startswith("open"):
                    file = os.open(path, os.O_RDWR | (os.O_NOCTTY if word == "open-otherwise" else 0))
                else:
                    CALLS[word](file)
                result = "ok"
            except OSError as e:
                result = errno.errorcode[e.errno]
            os.write(answers, (result + "\n").encode())

    def do(self, word):
        self.words.write(word + "\n")
        return self.results.readline().strip()

    def end(self):
        self.words.close()
        self.results.close()
        os.waitpid(self.pid, 0)


def run(name, steps, here, there, warm):
    file = f"{name.replace(' ', '-')}-{os.getpid()}-{warm}"
    with open(os.path.join(here, file), "w") as new:
        new.write("12345678")
    processes = {}
    if warm:
        processes["other"] = Process(os.path.join(there, file))
        processes["other"].do("open")
    results = []
    for step in steps.split():
        who, word = step.split(":")
        if who not in processes:
            processes[who] = Process(os.path.join(there if who == "B" else here, file))
        result = processes[who].do(word)
        results.append(step if result == "ok" else f"[{step} {result}]")
    for process in reversed(list(processes.values())):
        process.end()
    print(f"{name}{', B has had it open' if warm else ''}: {' '.join(results)}", flush=True)


here, there = os.environ["SMB_A"], os.environ["SMB_B"]
if len(sys.argv) > 1:
    here = "/net/neighbours"
    os.makedirs(here, exist_ok=True)
    options = "vers=3.1.1,username=root,password=secret,nosharesock,noperm," + sys.argv[1]
    command = ["bash", os.environ["GUEST"] + "/event", "in", "a", "mount", "-t", "cifs", "-o", options]
    subprocess.run([*command, "//10.9.0.1/share", here], check=True)
for is_warm in (False, True):
    for case, what in CASES.items():
        run(case, what, here, there, is_warm)
