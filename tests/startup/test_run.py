"""A day of `python3 run.py`, with real processes: up, killed piece by piece, up again, down."""

import os
import pathlib
import signal

import pytest

from tests.startup.tree import one_sentence

pytestmark = pytest.mark.skipif(
    not pathlib.Path("/proc/self/stat").exists(), reason="watches processes through /proc"
)


def test_run_py_serves_survives_kill_9_and_leaves_nothing(tree):
    tree.lend_environment()
    portal = tree.start("run.py")
    assert portal.stdout
    tree.wait_for("/healthz", portal, 180)
    tree.wait_for("/readyz", portal)
    tree.sql("create table kept as select 7 as n")

    sentence = one_sentence(tree.run("run.py"))
    assert f"already running at http://127.0.0.1:{tree.port}" in sentence
    assert f"process {portal.pid}" in sentence

    for words in ("gunicorn", "procrastinate"):
        victims = [
            pid
            for pid, command in tree.processes().items()
            if words in command and parent(pid) == portal.pid
        ]
        assert len(victims) == 1
        os.kill(victims[0], signal.SIGKILL)
    tree.wait_for("/healthz", portal, 30)

    os.kill(tree.postmaster(), signal.SIGKILL)
    tree.wait_for("/readyz", portal, 30)

    portal.kill()
    said = portal.communicate(timeout=20)[0]
    assert f"The portal is running at http://127.0.0.1:{tree.port}" in said
    assert "createsuperuser" in said
    assert "The web server stopped (killed by SIGKILL); it is started again." in said
    assert "The worker stopped (killed by SIGKILL); it is started again." in said
    assert "PostgreSQL had stopped; it is started again." in said
    assert "Installing" not in said

    second = tree.start("run.py")
    assert second.stdout
    lines = iter(second.stdout.readline, "")
    assert any("The portal is running at" in line for line in lines)
    assert tree.get("/healthz") == (200, "ok\n")
    assert tree.sql("select n from kept") == "7"

    second.send_signal(signal.SIGINT)
    assert "Stopping" in second.communicate(timeout=30)[0]
    assert second.returncode == 0
    assert tree.processes() == {}
    assert not list((tree.root / ".local").glob("run-*.json"))


def parent(pid: int) -> int:
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
