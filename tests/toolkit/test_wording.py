"""Whoever reads Romanian reads it with its letters, and no English, also where Django speaks."""

import re
from pathlib import Path

import django
import polib
import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.utils import translation

from cluster_portal.toolkit import wording

THEIRS = [
    Path(django.__file__).parent / folder / "locale/ro/LC_MESSAGES/django.po"
    for folder in ("conf", "contrib/admin", "contrib/auth", "contrib/postgres")
]
# Pages and kinds of fields that this portal does not have.
LEFT_OUT = re.compile(r"^(String|One-to-one|Deleting the|Are you sure|Designates)|%\(lookup\)s")
OTHERS = ("procrastinate", "allauth", "django")


def test_no_text_of_django_is_shown_with_a_cedilla_where_romanian_has_a_comma():
    ours = {
        entry.msgid
        for entry in polib.pofile(str(Path(settings.LOCALE_PATHS[0]) / "ro/LC_MESSAGES/django.po"))
        if entry.translated()
    }
    theirs = {
        entry.msgid
        for path in THEIRS
        for entry in polib.pofile(str(path))
        if re.search("[şţŞŢ]", entry.msgstr + "".join(entry.msgstr_plural.values()))
        and not LEFT_OUT.search(entry.msgid)
    }
    assert len(theirs) > 10
    assert theirs - ours == set()
    assert {*wording.TEXTS, *wording.FIELD_NAMES} <= ours


def shown_in_the_admin():
    """Every column and fact of the admin that is a field of a model of ours."""
    for model, page in admin.site._registry.items():
        for part in (page, *(inline(model, admin.site) for inline in page.inlines)):
            if part.model.__module__.startswith(OTHERS):
                continue
            names = {*(part.readonly_fields or ()), *getattr(part, "list_display", ())}
            names |= set(flatten_fieldsets(part.fieldsets)) if part.fieldsets else set()
            names |= {name for name in part.fields or () if isinstance(name, str)}
            columns = {field.name for field in part.model._meta.get_fields()}
            for name in names & columns:
                if not hasattr(part, name):
                    yield part, name


@pytest.mark.parametrize("language", ["ro"])
def test_every_field_that_the_admin_shows_is_named_in_the_readers_language(language):
    shown = list(shown_in_the_admin())
    assert len(shown) > 100
    fixed = {"ID", "SHA-256", "IBAN", "URL", "HTML", "BIC"}
    with translation.override(language):
        untold = {
            f"{part.model.__name__}.{name}"
            for part, name in shown
            if type(part.model._meta.get_field(name).verbose_name) is str
            and label_for_field(name, part.model, part) not in fixed
        }
    assert untold == set()
