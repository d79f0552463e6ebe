"""What keeps run.py from starting is one sentence that says what to do."""

import ast
import os
import pathlib
import pwd
import socket
import subprocess
import sys

import pytest

import run
from cluster_portal.localstate import ROOT
from tests.startup.tree import one_sentence

NO_INDEX = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_RETRIES": "0",
    "PIP_DEFAULT_TIMEOUT": "2",
}


def test_an_old_python_is_told_which_one_is_needed():
    for version in ((2, 7, 18), (3, 6, 0), (3, 10, 14)):
        sentence = run.refusal(version, "posix")
        assert "Python 3.11 or newer is needed" in sentence
        assert f"{version[0]}.{version[1]}" in sentence
    assert run.refusal((3, 11, 0), "posix") == ""
    assert run.refusal((3, 14, 1), "posix") == ""


def test_an_old_python_can_read_run_py_far_enough_to_say_so():
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_windows_is_sent_to_wsl():
    assert "WSL" in run.refusal((3, 12, 0), "nt")


def test_an_unknown_word_is_answered_with_the_known_ones(tree):
    sentence = one_sentence(tree.run("run.py", "sevre"))
    assert "'sevre'" in sentence
    assert "python3 run.py test" in sentence


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "8000.5"])
def test_a_port_that_is_none(tree, port):
    assert "PORT must be a number" in one_sentence(tree.run("run.py", PORT=port))


def test_a_busy_port_is_said_before_anything_is_installed(tree):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", tree.port))
        taken.listen()
        sentence = one_sentence(tree.run("run.py"))
    assert f"Port {tree.port} is taken" in sentence
    assert f"PORT={tree.port + 1} python3 run.py" in sentence
    assert not (tree.root / ".venv").exists()


def test_a_host_that_is_not_of_this_machine(tree):
    sentence = one_sentence(tree.run("run.py", HOST="192.0.2.1"))
    assert "192.0.2.1 is not an address of this machine" in sentence


def test_without_the_venv_module_debian_is_told_the_package(tree):
    without = (
        "import importlib.util as u, runpy, sys; find = u.find_spec;"
        "u.find_spec = lambda name, *a: None if name == 'ensurepip' else find(name, *a);"
        "sys.argv = ['run.py']; runpy.run_path('run.py', run_name='__main__')"
    )
    sentence = one_sentence(tree.run("-c", without))
    assert "apt install python3-venv" in sentence
    assert not (tree.root / ".venv").exists()


def test_without_a_network_an_install_waits_and_a_killed_one_is_begun_anew(tree):
    killed = tree.root / ".venv"
    killed.mkdir()
    (killed / ".unfinished").touch()
    (killed / "rubbish").touch()
    refused = tree.run("run.py", **NO_INDEX)
    assert "check the network" in one_sentence(refused)
    assert "Making Python's environment" in refused.stdout
    assert not (killed / "rubbish").exists()

    again = tree.run("run.py", **NO_INDEX)
    assert "check the network" in one_sentence(again)
    assert "Making Python's environment" not in again.stdout
    assert not tree.processes()


def test_no_database_to_be_had_leaves_nothing_running(tree):
    tree.lend_environment()
    refused = tree.run("run.py", PORTAL_PG_BIN="/nowhere")
    assert "set DATABASE_URL" in one_sentence(refused)
    assert not tree.processes()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://me:s3cret@127.0.0.1:9/portal", "No PostgreSQL answers at 127.0.0.1:9"),
        ("mysql://me@localhost/portal", "DATABASE_URL must begin with postgresql://"),
    ],
)
def test_a_database_address_that_leads_nowhere(tree, address, words):
    tree.lend_environment()
    sentence = one_sentence(tree.run("run.py", DATABASE_URL=address))
    assert words in sentence
    assert "s3cret" not in sentence


def test_production_does_not_start_without_its_secret_and_hosts(tree):
    sentence = one_sentence(tree.run("run.py", PORTAL_MODE="production"))
    assert "SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL" in sentence
    address = "postgresql://portal@127.0.0.1:9/portal"
    sentence = one_sentence(tree.run("manage.py", "check", DATABASE_URL=address))
    assert "SECRET_KEY" in sentence
    sentence = one_sentence(
        tree.run("manage.py", "check", DATABASE_URL=address, SECRET_KEY="x" * 60)
    )
    assert "ALLOWED_HOSTS" in sentence
    sentence = one_sentence(tree.run("manage.py", "check", PORTAL_MODE="production"))
    assert "DATABASE_URL" in sentence


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")
def test_somebody_elses_folder_is_left_alone(tree):
    nobody = pwd.getpwnam("nobody")
    python = pathlib.Path("/usr/bin/python3")
    if not python.exists() or b"3.1" not in subprocess.check_output([python, "--version"]):
        pytest.skip("no Python of the system to act as another user with")
    refused = subprocess.run(
        [python, "run.py"], cwd=tree.root, env=tree.environment(), user=nobody.pw_uid,
        group=nobody.pw_gid, extra_groups=[], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "start the portal as its owner" in one_sentence(refused)


def test_the_secret_of_a_local_run_is_made_once_by_many(tree):
    ask = "from cluster_portal import localstate; print(localstate.secret_key())"
    racers = [tree.start("-c", ask) for _ in range(6)]
    secrets = {racer.communicate(timeout=30)[0].strip() for racer in racers}
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 50
    kept = tree.root / ".local" / "secret-key"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700


def test_python_of_another_version_is_not_swapped_under_a_running_portal(tree):
    tree.lend_environment()
    (tree.root / "requirements.txt").write_text("# something else is wished for\n")
    (tree.root / ".venv" / ".unfinished").touch()
    holder = tree.start(
        "-c",
        "from cluster_portal import localstate as l; h = l.open_lock('environment-users');"
        "l.take(h, shared=True); print('held', flush=True); input()",
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    sentence = one_sentence(tree.run("run.py"))
    holder.communicate("\n")
    assert "a running portal uses it" in sentence
    assert (tree.root / ".venv" / "bin").exists()
    assert sys.prefix in str((tree.root / ".venv" / "bin").resolve())
