#!/usr/bin/env python3
"""How long until a page is there: fresh copy, second start, after kill -9; and what is left after.

    python3 benchmarks/startup/measure.py [python3.12 python3.13 ...]

Each Python named (this one when none is) gets its own copy of the tree and installs into it, so
packages are downloaded unless pip has them in its cache. The sample association is loaded.
"""

import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.startup.tree import Tree, copy_of_the_code

LIMITS = {"second start": 10.0, "start after kill -9": 10.0}  # seconds


class Run:
    """One `run.py` of `python` in `tree`, timed until its front page answers 200."""

    def __init__(self, tree: Tree, python: str) -> None:
        self._tree = tree
        self.log = tree.root / ".benchmark.log"
        started = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [python, "run.py"], cwd=tree.root, stdout=log, stderr=log,
                env=tree.environment(PORTAL_SAMPLE="1"),
            )  # fmt: skip
        while (answer := tree.get("/"))[0] != 200:
            if self.process.poll() is not None or time.monotonic() > started + 900:
                sys.exit(f"No page ({answer}):\n{self.log.read_text()}")
            time.sleep(0.05)
        self.seconds = time.monotonic() - started

    def memory(self) -> float:
        """MB of all processes but PostgreSQL's; shared pages counted once (PSS)."""
        kilobytes = 0
        for pid, command in self._tree.processes().items():
            if "postgres" in command.split("-D")[0]:
                continue
            for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kilobytes += int(line.split()[1])
        return kilobytes / 1024

    def stop(self) -> float:
        started = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        return time.monotonic() - started


def measure(python: str) -> list[tuple[str, float, str]]:
    tree = copy_of_the_code()
    try:
        first = Run(tree, python)
        found = [("fresh copy to first page", first.seconds, "s")]
        found += [("memory (PSS)", first.memory(), "MB"), ("Ctrl-C", first.stop(), "s")]
        second = Run(tree, python)
        found.append(("second start", second.seconds, "s"))
        os.kill(second.process.pid, signal.SIGKILL)
        os.kill(tree.postmaster(), signal.SIGKILL)
        second.process.wait()
        third = Run(tree, python)
        found.append(("start after kill -9", third.seconds, "s"))
        third.stop()
        found.append(("processes left", len(tree.processes()), ""))
        return found
    finally:
        tree.clear()


def main() -> int:
    too_slow = False
    for python in sys.argv[1:] or [sys.executable]:
        version = subprocess.check_output([python, "--version"], text=True).strip()
        print(version)
        for name, figure, unit in measure(python):
            limit = LIMITS.get(name)
            over = (limit is not None and figure > limit) or (name == "processes left" and figure)
            too_slow = too_slow or bool(over)
            print(f"  {name:26} {figure:7.1f} {unit}{'  TOO MUCH' if over else ''}")
    return int(too_slow)


if __name__ == "__main__":
    sys.exit(main())
