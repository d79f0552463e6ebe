"""The command around the loader: all or nothing, and where the log-ins are written."""

import stat

import pytest
from django.core.management import call_command

from cluster_portal import localstate
from cluster_portal.sample import files, loader
from members.accounts.models import User
from members.organisations.models import Association


@pytest.fixture
def local_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(localstate, "folder", lambda: tmp_path)
    return tmp_path


def break_off(*args):
    raise RuntimeError("broken off")


def test_broken_off_half_way_it_leaves_nothing_behind(db, monkeypatch, local_folder):
    monkeypatch.setattr(loader, "load_members", break_off)
    with pytest.raises(RuntimeError, match="broken off"):
        call_command("load_sample", verbosity=0)
    assert not User.objects.exists()
    assert not Association.objects.exists()
    assert not list(local_folder.iterdir())


def test_the_log_ins_are_written_for_the_owner_alone(monkeypatch, local_folder, capsys):
    given = []
    monkeypatch.setattr(loader, "load", given.append)
    call_command("load_sample")
    path = local_folder / "sample-logins.txt"
    text = path.read_text(encoding="utf-8")
    assert given[0] in text
    assert text.strip() in capsys.readouterr().out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for row in files.rows("people"):
        assert ("login" in row) == (row["email"] in text)


def test_each_loading_has_a_password_of_its_own(monkeypatch, local_folder):
    given = []
    monkeypatch.setattr(loader, "load", given.append)
    for _time in range(5):
        call_command("load_sample", verbosity=0)
    assert len(set(given)) > 1
