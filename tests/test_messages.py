"""Romanian is complete, native in its letters, compiled, and in step with the code."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

FOLDER = Path(settings.LOCALE_PATHS[0]) / "ro" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(FOLDER / "django.po"))


def all_texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_text_is_translated(catalogue):
    missing = [entry.msgid for entry in catalogue if not entry.obsolete and not entry.translated()]
    assert missing == []


def test_nothing_is_fuzzy_or_left_over(catalogue):
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_placeholders_are_the_same_in_both_languages(catalogue):
    wrong = []
    for entry in catalogue:
        wanted = set(PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
        for text in all_texts(entry):
            found = set(PLACEHOLDER.findall(text))
            if found - wanted or (not entry.msgid_plural and found != wanted):
                wrong.append(entry.msgid)
    assert wrong == []


def test_romanian_uses_letters_with_a_comma_below(catalogue):
    assert [
        entry.msgid for entry in catalogue if re.search("[şţŞŢ]", "".join(all_texts(entry)))
    ] == []


def test_the_compiled_file_is_current(catalogue):
    compiled = polib.mofile(str(FOLDER / "django.mo"))
    assert {(e.msgctxt, e.msgid): all_texts(e) for e in compiled} == {
        (e.msgctxt, e.msgid): all_texts(e) for e in catalogue
    }


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_no_text_of_the_code_is_missing_from_the_catalogue(catalogue, tmp_path):
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=settings.ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.splitlines():
        wanted = name.endswith((".py", ".html", ".txt", ".po")) and not name.startswith("tests/")
        if wanted and (settings.ROOT / name).exists():
            copy = tmp_path / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(settings.ROOT / name, copy)
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "ro", "-v0", "--no-location"],
        cwd=tmp_path, env=environment, check=True,
    )  # fmt: skip
    fresh = polib.pofile(str(tmp_path / "locale/ro/LC_MESSAGES/django.po"))
    wanted = {(entry.msgctxt, entry.msgid) for entry in fresh if not entry.obsolete}
    assert wanted == {(entry.msgctxt, entry.msgid) for entry in catalogue}


def test_buttons_speak_in_one_form(catalogue):
    """As one speaks to somebody one calls dumneavoastră: "Aprobați", never "Aprobă"."""
    familiar = {
        "Abandonează", "Acceptă", "Adaugă", "Afișează", "Alege", "Anulează", "Aprobă", "Caută",
        "Cere", "Confirmă", "Copiază", "Descarcă", "Deschide", "Emite", "Facturează", "Fă",
        "Importă", "Închide", "Modifică", "Notează", "Preia", "Pregătește", "Publică", "Pune",
        "Păstrează", "Refuză", "Reia", "Respinge", "Retrage", "Salvează", "Schimbă", "Scoate",
        "Scrie", "Stabilește", "Trimite", "Verifică", "Înregistrează", "Șterge",
    }  # fmt: skip
    statements = {  # somebody else does it: the person, the Board
        "Show my name and job title on the organisation’s public page",
        "It approves or rejects membership applications and the initiatives that members and "
        "staff bring to it, and says why.",
    }
    assert [
        entry.msgid
        for entry in catalogue
        if {text.split()[0] for text in all_texts(entry) if text.split()} & familiar
        and entry.msgid not in statements
    ] == []
