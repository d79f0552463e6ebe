"""Are the translations whole? Every .mo is its .po, nothing is fuzzy, missing or left behind.

    python -m cluster_portal.startup.messages

The comparison with the code needs GNU gettext and is left out, with a word, where there is none.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import polib

from cluster_portal.localstate import ROOT
from cluster_portal.startup import terminal

LANGUAGES = ("en", "ro")
CODE = ("cluster_portal", "members", "faq", "working_groups", "governance", "templates", "static")
SHOWN = 20

Key = tuple[str, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def words(catalogue: polib.POFile | polib.MOFile) -> dict[Key, object]:
    return {
        key(entry): entry.msgstr_plural or entry.msgstr
        for entry in catalogue
        if not entry.obsolete
        and "fuzzy" not in entry.flags
        and (entry.msgstr or entry.msgstr_plural)
    }


def wrongs_of(path: pathlib.Path, language: str) -> list[str]:
    """What is wrong with one catalogue. English is its own key, so it may stay empty."""
    catalogue = polib.pofile(str(path))
    name = path.relative_to(ROOT)
    wrongs = [f"{name}: fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
    if language != "en":
        wrongs += [f"{name}: untranslated: {e.msgid!r}" for e in catalogue.untranslated_entries()]
    compiled = path.with_suffix(".mo")
    if not compiled.exists():
        if words(catalogue):
            wrongs.append(f"{name}: not compiled: run manage.py compilemessages")
    elif words(polib.mofile(str(compiled))) != words(catalogue):
        wrongs.append(f"{compiled.relative_to(ROOT)} is older than its .po: run compilemessages")
    return wrongs


def wanted(domain: str, language: str) -> set[Key]:
    """The messages that the code has now, gathered by makemessages in a copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder)
        for part in CODE:
            if (ROOT / part).is_dir():
                shutil.copytree(
                    ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", "*.mo")
                )
        (copy / "locale").mkdir()
        subprocess.run(
            [
                sys.executable, "-m", "django", "makemessages", "--locale", language, "--domain",
                domain, "--no-location", "--no-wrap", "--verbosity", "0",
            ],
            cwd=copy, env=os.environ | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": ""},
            check=True,
        )  # fmt: skip
        made = copy / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
        if not made.exists():
            return set()
        return {key(entry) for entry in polib.pofile(str(made)) if not entry.obsolete}


def drift(path: pathlib.Path, language: str) -> list[str]:
    have = {key(entry) for entry in polib.pofile(str(path)) if not entry.obsolete}
    want = wanted(path.stem, language)
    name = path.relative_to(ROOT)
    return [
        *(f"{name}: missing, run makemessages: {msgid!r}" for _, msgid in sorted(want - have)),
        *(f"{name}: no longer in the code: {msgid!r}" for _, msgid in sorted(have - want)),
    ]


def main() -> int:
    wrongs: list[str] = []
    can_extract = bool(shutil.which("xgettext"))
    for language in LANGUAGES:
        for path in sorted((ROOT / "locale" / language / "LC_MESSAGES").glob("*.po")):
            wrongs += wrongs_of(path, language)
            if can_extract:
                wrongs += drift(path, language)
    if not (ROOT / "locale" / "ro" / "LC_MESSAGES" / "django.po").exists():
        wrongs.append("locale/ro/LC_MESSAGES/django.po is not there")
    if not can_extract:
        terminal.say(
            "Not compared with the code: GNU gettext is not installed (apt install gettext)."
        )
        if os.environ.get("CI") == "true":
            wrongs.append("gettext has to be there in CI")
    for wrong in wrongs[:SHOWN]:
        terminal.say(wrong)
    if len(wrongs) > SHOWN:
        terminal.say(f"… and {len(wrongs) - SHOWN} more")
    return int(bool(wrongs))


if __name__ == "__main__":
    sys.exit(main())
