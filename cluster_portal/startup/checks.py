"""`python3 run.py test`: every check the project has, pytest last."""

import contextlib
import dataclasses
import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Iterator
from typing import IO

from cluster_portal import devdb, localstate
from cluster_portal.localstate import ROOT
from cluster_portal.startup import environment, terminal
from cluster_portal.startup.interrupts import Interrupts, Stop, end, run

PYTHON = str(environment.PYTHON)
CODE = ("cluster_portal", "members", "faq", "working_groups", "governance", "manage.py", "run.py")
# Each file by one worker, which makes what the file shares once, in the order of tests/conftest.py.
FILE_BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")
PRODUCTION = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "portal.example.org",
}


@dataclasses.dataclass(frozen=True)
class Check:
    name: str
    command: list[str]
    environment: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def by_hand(self) -> str:
        words = [word.removeprefix(f"{ROOT}/") for word in self.command]
        return " ".join(words[:8] + (["…"] if len(words) > 8 else []))


def tool(name: str, *arguments: str) -> list[str]:
    """A tool of the environment, by our Python: scripts name the folder they were installed in."""
    return [PYTHON, str(environment.VENV / "bin" / name), *arguments]


def binary(name: str, *arguments: str) -> list[str]:
    return [str(environment.VENV / "bin" / name), *arguments]


def checks() -> list[Check]:
    templates = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))
    manage = [PYTHON, "manage.py"]
    found = [
        Check("Types (mypy)", [PYTHON, "-m", "mypy", *CODE]),
        Check("Formatting (ruff format)", binary("ruff", "format", "--check", ".")),
        Check("Code (ruff check)", binary("ruff", "check", ".")),
    ]
    if templates:
        djade = binary("djade", "--check", "--target-version", "5.2", *templates)
        found += [
            Check("Templates, Django's style (djade)", djade),
            Check("Templates, HTML (djlint)", tool("djlint", "--lint", "--quiet", "templates")),
        ]
    return [
        *found,
        Check("Floors and rooms (import-linter)", tool("lint-imports", "--no-cache")),
        Check(
            "Migrations are complete (makemigrations --check)",
            [*manage, "makemigrations", "--check", "--dry-run"],
        ),
        Check(
            "Production settings (check --deploy)",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION,
        ),
    ]


def main(arguments: list[str], interrupts: Interrupts) -> int:
    with environment.prepared("requirements-dev.txt"), contextlib.ExitStack() as held:
        settings = environment.clean(dict(os.environ)) | {"PORTAL_MODE": "test"}
        with interrupts.held():
            if not os.environ.get("DATABASE_URL"):
                lease = devdb.attach("test")
                held.callback(lease.release)
                settings["DATABASE_URL"] = lease.url()
        interrupts.raise_if_asked()
        settings.setdefault("SECRET_KEY", localstate.secret_key())
        held.enter_context(own_test_database(settings))
        if arguments:
            return pytest(arguments, settings)
        suffix = settings.get("PORTAL_TEST_SUFFIX", "portal")
        tables = Check(
            "Tables of the tests (migrate)",
            [PYTHON, "-m", "cluster_portal.testtemplate", f"template_{suffix}"],
        )
        failed = failures([tables, *checks()], settings)
        settings["PORTAL_FAILED_CHECKS"] = "\n".join(failed)
        if tables.name not in failed:
            settings["PORTAL_TEST_TEMPLATE"] = f"template_{suffix}"
        heading("Tests (pytest)")
        code = pytest(["-n", "2", *FILE_BY_FILE], settings)
        return code or int(bool(failed))


def heading(words: str) -> None:
    terminal.say(f"\n== {words}")


@dataclasses.dataclass
class Running:
    check: Check
    process: subprocess.Popen[str]
    output: IO[str]
    started: float


def failures(checks: list[Check], settings: dict[str, str]) -> list[str]:
    """The names of those that fail; as many at once as there are processors, in this order."""
    failed = []
    waiting = list(checks)
    running: list[Running] = []
    with contextlib.ExitStack() as outputs:
        try:
            while waiting or running:
                while waiting and len(running) < (os.cpu_count() or 1):
                    output = outputs.enter_context(tempfile.TemporaryFile("w+", errors="replace"))
                    running.append(begin(waiting.pop(0), output, settings))
                for each in [each for each in running if each.process.poll() is not None]:
                    running.remove(each)
                    if not passed(each):
                        failed.append(each.check.name)
                time.sleep(0.02)
        except Stop:
            end(each.process for each in running)
            raise
    return failed


def begin(check: Check, output: IO[str], settings: dict[str, str]) -> Running:
    process = subprocess.Popen(
        check.command, env=settings | check.environment, cwd=ROOT, text=True,
        stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return Running(check, process, output, time.monotonic())


def passed(done: Running) -> bool:
    """Says what came of it, and all it said if it failed."""
    heading(done.check.name)
    seconds = f"{time.monotonic() - done.started:.1f} s"
    if done.process.returncode == 0:
        terminal.say(f"ok, {seconds}")
        return True
    done.output.seek(0)
    terminal.say(done.output.read().rstrip())
    terminal.say(f"FAILED after {seconds}; by itself: {done.check.by_hand}")
    return False


def pytest(arguments: list[str], settings: dict[str, str]) -> int:
    return run([PYTHON, "-m", "pytest", *arguments], env=settings, cwd=ROOT).returncode


@contextlib.contextmanager
def own_test_database(settings: dict[str, str]) -> Iterator[None]:
    """Two test runs at once from one folder do not take each other's database."""
    if settings.get("PORTAL_TEST_SUFFIX"):
        yield
        return
    with localstate.lock("test", wait=False) as is_ours:
        if not is_ours:
            settings["PORTAL_TEST_SUFFIX"] = f"portal_{os.getpid()}"
        yield
