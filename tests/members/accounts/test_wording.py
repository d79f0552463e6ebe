"""Whoever reads Romanian reads it with its letters, and politely, on the pages of allauth too."""

import re
from pathlib import Path

import allauth
import polib
import pytest
from django.conf import settings

from members.accounts import wording

TEMPLATES = Path(allauth.__file__).parent / "templates"
# Ours, letters that we write ourselves, and what this portal does not offer.
LEFT_OUT = re.compile(r"/email/|/login\.html|phone|verified_email_required|socialaccount")
TEXT = re.compile(r"""{%\s*trans(?:late)?\s+(?:"([^"]+)"|'([^']+)')""")
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?([^%]*)%}(.*?){%\s*(?:plural|endblocktrans)", re.S)


def texts_of_allauth() -> set[str]:
    found = set()
    for folder in ("account", "mfa", "usersessions"):
        for path in (TEMPLATES / folder).rglob("*.*"):
            if LEFT_OUT.search(str(path.relative_to(TEMPLATES))):
                continue
            page = path.read_text(encoding="utf-8")
            found |= {one or other for one, other in TEXT.findall(page)}
            for options, words in BLOCK.findall(page):
                text = " ".join(words.split()) if "trimmed" in options else words
                found.add(re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", text))
    return found


def test_every_text_of_allauths_pages_has_a_romanian_of_ours():
    catalogue = polib.pofile(str(Path(settings.LOCALE_PATHS[0]) / "ro/LC_MESSAGES/django.po"))
    ours = {entry.msgid for entry in catalogue if entry.translated()}
    theirs = texts_of_allauth()
    assert len(theirs) > 100
    assert theirs - ours == set()
    assert set(wording.TEXTS) <= ours


@pytest.mark.django_db
def test_our_romanian_is_read_before_that_of_allauth_and_django(client, carmen):
    asked = client.get("/ro/accounts/password/reset/").content.decode()
    assert "Ați uitat parola? Scrieți adresa de e-mail" in asked
    carmen.set_password("faget-hoia-1210")
    carmen.save()
    client.force_login(carmen)
    changed = client.get("/ro/accounts/password/change/").content.decode()
    assert "Parola actuală" in changed
    assert "Parola nu poate semăna cu celelalte date ale dumneavoastră." in changed
