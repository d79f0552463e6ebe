"""`manage.py setup_portal`: everything a start needs, and nothing twice."""

import io

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from cluster_portal import localstate
from cluster_portal.home import assets
from cluster_portal.home.management.commands import setup_portal
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def set_up() -> tuple[str, str]:
    out, errors = io.StringIO(), io.StringIO()
    call_command("setup_portal", stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


@pytest.fixture
def root(monkeypatch, tmp_path):
    """Notes and logs of these tests go to a folder of their own."""
    monkeypatch.setattr(localstate, "ROOT", tmp_path)
    return tmp_path


def test_an_empty_portal_says_how_to_make_its_first_administrator(root, monkeypatch):
    monkeypatch.setenv("PORTAL_SAMPLE", "0")
    assert "createsuperuser" in set_up()[0]
    UserFactory(is_superuser=True)
    assert set_up() == ("\n", "")


def test_the_log_ins_of_the_sample_are_shown_only_for_the_database_that_has_them(root):
    notes = localstate.folder() / setup_portal.LOGINS
    notes.write_text("Office: olga@example.org (code in the admin)\n")
    assert "olga@example.org" not in set_up()[0]
    UserFactory(email="olga@example.org")
    assert set_up()[0] == "Office: olga@example.org (code in the admin)\n"


def test_people_in_the_database_keep_the_sample_out(root, monkeypatch):
    monkeypatch.setenv("PORTAL_SAMPLE", "1")
    assert setup_portal.wants_sample()
    assert setup_portal.is_empty()
    UserFactory()
    assert not setup_portal.is_empty()


def test_production_gets_no_sample_unless_it_is_asked_for(settings, monkeypatch):
    monkeypatch.delenv("PORTAL_SAMPLE", raising=False)
    settings.MODE = "production"
    assert not setup_portal.wants_sample()
    settings.MODE = "local"
    assert setup_portal.wants_sample()


def test_what_goes_wrong_is_a_sentence_and_the_rest_is_in_the_log(root, monkeypatch):
    def broken(command: setup_portal.Command) -> None:
        raise DatabaseError('relation "members_user"\nis not what it was')

    monkeypatch.setattr(setup_portal.Command, "migrate", broken)
    errors = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("setup_portal", stderr=errors)
    assert end.value.code == 1
    [sentence] = errors.getvalue().splitlines()
    assert 'could not be set up (relation "members_user" is not what it was)' in sentence
    assert "Traceback" in (localstate.folder() / "setup.log").read_text()


def test_static_files_are_gathered_once_and_again_when_one_changes(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("body { color: black }")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "gathered"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    assert not assets.are_current()
    assets.collect()
    assert assets.are_current()
    (source / "a.css").write_text("body { color: white; }")
    assert not assets.are_current()


@pytest.mark.django_db(transaction=True)
def test_two_starters_take_turns():
    with (
        setup_portal.turn(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [setup_portal.LOCK])
        assert cursor.fetchone() == (False,)
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [setup_portal.LOCK])
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db(transaction=True)
def test_a_user_without_rights_is_told_to_own_the_database(root, monkeypatch):
    if not connection.settings_dict["HOST"].startswith("/"):
        pytest.skip("makes a role, which only the project's own server lets in without a password")
    with connection.cursor() as cursor:
        cursor.execute("drop role if exists portal_guest")
        cursor.execute("create role portal_guest login")
    monkeypatch.setattr(setup_portal.Command, "look_over_the_code", lambda command: None)
    monkeypatch.setitem(connection.settings_dict, "USER", "portal_guest")
    connection.close()
    connection.close_pool()
    errors = io.StringIO()
    try:
        with pytest.raises(SystemExit):
            call_command("setup_portal", stderr=errors)
    finally:
        connection.close()
        connection.close_pool()
        monkeypatch.undo()
        with connection.cursor() as cursor:
            cursor.execute("drop role portal_guest")
    [sentence] = errors.getvalue().splitlines()
    assert "make that user the owner of the database" in sentence
