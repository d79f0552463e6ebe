"""A copy of the code and the real processes started in it. Standard library only."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from cluster_portal.localstate import ROOT

NOT_COPIED = shutil.ignore_patterns(
    "__pycache__", "*.pyc", ".git", ".venv*", ".local", ".postgres", ".*_cache", ".hypothesis",
    "staticfiles", "media", "node_modules", "tests", "benchmarks", "real-input",
)  # fmt: skip
OURS = ("PORTAL_", "DATABASE_", "DJANGO_", "SECRET_KEY", "ALLOWED_HOSTS", "PORT", "HOST", "PIP_")
PRIVATE_HOMES = pathlib.Path("/var/lib/cluster-portal")


class Tree:
    """A copy of the code with nothing made yet, and the processes started in it."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root
        self.port = free_port()

    def environment(self, **more: str) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        return inherited | {"PORT": str(self.port), "PORTAL_SAMPLE": "0"} | more

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], cwd=self.root, env=self.environment(**more),
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *words], cwd=self.root, env=self.environment(**more),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def lend_environment(self) -> None:
        """The packages this test runs with, under the copy's own name and stamp."""
        venv = self.root / ".venv"
        venv.mkdir()
        for part in ("bin", "lib", "pyvenv.cfg"):
            (venv / part).symlink_to(pathlib.Path(sys.prefix) / part)
        stamped = self.run(
            "-c",
            "from cluster_portal.startup import environment as e;"
            "e.stamp('requirements.txt').write_text(e.fingerprint('requirements.txt'))",
        )
        assert stamped.returncode == 0, stamped.stderr

    def sql(self, statement: str, database: str = "cluster_portal") -> str:
        done = self.run(
            "-c",
            "import sys; from cluster_portal.pgserver import Server;"
            "done = Server('dev').psql(*sys.argv[1:]); print(done.stdout + done.stderr)",
            statement,
            database,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def postmaster(self) -> int:
        [note] = self.data_folders("postmaster.pid")
        return int(note.read_text().split()[0])

    def data_folders(self, name: str) -> list[pathlib.Path]:
        homes = [self.root / ".postgres"]
        with contextlib.suppress(FileNotFoundError):
            homes.append(pathlib.Path((self.root / ".local" / "postgres-home").read_text().strip()))
        return [path for home in homes for path in home.glob(f"dev-*/data/{name}")]

    def processes(self) -> dict[int, str]:
        """Everything alive whose command or environment names this tree."""
        found = {}
        mark = os.fsencode(self.root)
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if int(process.name) == os.getpid():
                    continue
                command = (process / "cmdline").read_bytes()
                if mark in command or mark in (process / "environ").read_bytes():
                    found[int(process.name)] = command.replace(b"\0", b" ").decode()
        return found

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=10
            ) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def wait_for(self, path: str, portal: subprocess.Popen[str], seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while (answer := self.get(path))[0] != 200:
            if portal.poll() is not None or time.monotonic() > until:
                portal.terminate()
                raise AssertionError(f"{path} still answers {answer}:\n{portal.communicate()[0]}")
            time.sleep(0.1)

    def clear(self) -> None:
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            home = pathlib.Path((self.root / ".local" / "postgres-home").read_text().strip())
            if home.parent == PRIVATE_HOMES:
                shutil.rmtree(home)
        shutil.rmtree(self.root, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def copy_of_the_code() -> Tree:
    root = pathlib.Path(tempfile.mkdtemp(prefix="portal-")).resolve()
    root.chmod(0o755)
    shutil.copytree(ROOT, root, ignore=NOT_COPIED, dirs_exist_ok=True)
    return Tree(root)


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """A refusal is exit code 1 and one line on the error stream, never a traceback."""
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]
