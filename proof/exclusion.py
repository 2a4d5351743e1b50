"""Who excludes whom among JVMs for several processors and the programs of this machine.

    python3 proof/exclusion.py BACKEND PROGRAM CLASSPATH NAME=JAVA...

Starts an agent of backend-tck on each JVM, and holds and contends for one file with each pair of them, and with PROGRAM:
"flock" or "lockf", which Python then calls, and flock(1) if it is the former. Prints a row for each holder. Then a waiting JVM
gets the lock of a killed one of another processor, for each neighbouring pair of the list. Exit code 1 if anybody overlaps
with anybody, or cannot have what is free.
"""

import fcntl
import os
import subprocess
import sys
import tempfile


class Agent:
    """A JVM that locks on command."""

    def __init__(self, name, java, backend, class_path):
        self.name = name
        self.process = subprocess.Popen(
            [java, "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", class_path,
             "io.github.portalocker.tck.AgentMain", backend],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def send(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def answer(self):
        return self.process.stdout.readline().strip()

    def try_lock(self, path):
        self.send(f"try EXCLUSIVE {path}")
        answer = self.answer()
        if answer not in ("held", "busy"):
            raise RuntimeError(f"{self.name} said '{answer}'")
        return answer == "held"

    def unlock(self, path):
        self.send(f"unlock - {path}")
        assert self.answer() == "released"


class Python:
    def __init__(self, function):
        self.name = "Python " + function
        self.function = getattr(fcntl, function)

    def try_lock(self, path):
        self.file = open(path, "a")
        try:
            self.function(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError:
            self.file.close()
            return False

    def unlock(self, path):
        self.file.close()


class Flock:
    name = "flock(1)"

    def try_lock(self, path):
        self.process = subprocess.Popen(["flock", "-n", path, "sh", "-c", "echo held; cat >/dev/null"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() == "held\n":
            return True
        self.process.wait()
        return False

    def unlock(self, path):
        self.process.communicate("")


def main():
    backend, function, class_path = sys.argv[1:4]
    agents = []
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "lock")
        open(path, "w").close()
        try:
            for argument in sys.argv[4:]:
                agents.append(Agent(*argument.split("=", 1), backend, class_path))
            for agent in agents:
                assert agent.answer() == "ready", agent.name
            others = [Python(function)] + ([Flock()] if function == "flock" else [])
            everybody = agents + others
            print("| " + backend + " holder | " + " | ".join(other.name for other in everybody) + " |")
            print("|---" * (len(everybody) + 1) + "|")
            for holder in everybody:
                row = []
                assert holder.try_lock(path), f"{holder.name} cannot have a free lock"
                for contender in everybody:
                    if contender is holder:
                        row.append("")
                        continue
                    overlaps = contender.try_lock(path)
                    if overlaps:
                        contender.unlock(path)
                        failed = True
                    row.append("BOTH HOLD" if overlaps else "excluded")
                holder.unlock(path)
                print(f"| {holder.name} | " + " | ".join(row) + " |", flush=True)
            for victim, waiter in zip(agents, agents[1:]):
                assert victim.try_lock(path)
                waiter.send(f"lock EXCLUSIVE {path}")
                victim.process.kill()
                victim.process.wait()
                answer = waiter.answer()
                waiter.unlock(path)
                failed |= answer != "held"
                print(f"{victim.name} was killed while it held, {waiter.name} waited: {answer}", flush=True)
        finally:
            for agent in agents:
                agent.process.kill()
                agent.process.wait()
    sys.exit(1 if failed else 0)


main()
