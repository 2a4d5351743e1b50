#!/usr/bin/env python3
"""What a process reads under a lock on NFS 4 after another client has written. No library of ours.

proof/network [WORKDIR] -- python3 proof/network-guest/nfs-delegation.py

Process P on client A locks, reads, writes 1, unlocks. B, on another client, does the same with 2. P locks and reads: 1 is stale. Meanwhile
process Q on client A has the file open, or not. P opens the file for each lock, or keeps it open while another one opens it. Once
without help and once with posix_fadvise after each lock.
"""
import fcntl
import os
import struct

F_OFD_SETLKW = 38
ROUNDS = 40


def record_lock(kind):
    return lambda file: fcntl.fcntl(file, F_OFD_SETLKW, struct.pack("hhqqi4x", kind, os.SEEK_SET, 0, 0, 0))


LOCKS = {
    "flock": (lambda file: fcntl.flock(file, fcntl.LOCK_EX), lambda file: fcntl.flock(file, fcntl.LOCK_UN)),
    "OFD": (record_lock(fcntl.F_WRLCK), record_lock(fcntl.F_UNLCK)),
}


def open_file(path):
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def under_lock(file, kind, advise, write=None):
    lock, unlock = LOCKS[kind]
    lock(file)
    if advise:
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    content = os.pread(file, 1, 0)
    if write:
        os.pwrite(file, write, 0)
    unlock(file)
    return content


def is_stale(name, kind, advise, neighbour, keep):
    here, there = (os.path.join(os.environ[mount], name) for mount in ("NFS4_A", "NFS4_B"))
    mine = open_file(here)
    under_lock(mine, kind, advise, b"0")
    os.close(mine)
    others = [os.open(here, os.O_RDWR if neighbour == "writing" else os.O_RDONLY)] if neighbour else []
    mine = open_file(here)
    under_lock(mine, kind, advise, b"1")
    if not keep:
        os.close(mine)
    theirs = open_file(there)
    under_lock(theirs, kind, advise, b"2")
    os.close(theirs)
    if keep:
        others.append(open_file(here))
    else:
        mine = open_file(here)
    content = under_lock(mine, kind, advise)
    for file in [mine, *others]:
        os.close(file)
    return content != b"2"


for number, (kind, advise, neighbour, keep) in enumerate(
    (kind, advise, neighbour, keep)
    for advise in (False, True)
    for neighbour in (None, "reading", "writing")
    for keep in (False, True)
    for kind in LOCKS
):
    stale = sum(is_stale(f"delegated-{number}-{i}", kind, advise, neighbour, keep) for i in range(ROUNDS))
    print(
        f"{kind:5}  {'posix_fadvise' if advise else '-':13}  Q: {neighbour or '-':7}  P: "
        f"{'keeps it open' if keep else 'opens it':13}  stale: {stale} of {ROUNDS}",
        flush=True,
    )
