"""The rules of the house that no linter knows."""

import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.forms import CharField
from django.forms.forms import BaseForm
from django.urls import get_resolver
from modeltranslation.translator import translator

from cluster_portal.toolkit import fields
from cluster_portal.toolkit.forms import LineField

ROOT = Path(__file__).resolve().parent.parent
# A block of JSON-LD is data: browsers do not run it, nor does the policy for scripts ask for it.
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(\ssrc=| type=\"application/ld\+json\">))"
)
APPS = ["members", "faq", "working_groups", "governance"]


def tracked(pattern: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def own_models():
    labels = {*APPS, "toolkit"}
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in labels and not model._meta.auto_created
    ]


# Read and changed on the page of what they belong to, or written by the machine for itself.
ELSEWHERE = {
    "AgendaItem": "meeting",
    "Alias": "question",
    "ApplicationAnswer": "application",
    "ApplicationCheck": "application",
    "ApplicationDocument": "application",
    "ApplicationPerson": "application",
    "Attendance": "meeting",
    "BoardSnapshot": "application",
    "BriefItem": "brief",
    "Citation": "question",
    "Correction": "minutes",
    "DirectoryEntry": "the search index",
    "Draft": "question",
    "Allocation": "payment",
    "Credit": "debt",
    "EditSeen": "edit of a public page",
    "FeeBand": "fee table",
    "FeeMeasure": "fee table",
    "Instalment": "debt",
    "RenewalItem": "renewal run",
    "GapQuery": "gap",
    "InformationRequest": "application",
    "InstalmentPlan": "fee table",
    "ImportRow": "import",
    "InvoiceLine": "invoice",
    "ImportedText": "the importer's memory",
    "LinePosting": "statement line",
    "Match": "statement line",
    "LexemeCount": "the search index",
    "ProjectParticipant": "project",
    "RelatedAnswer": "computed at publishing",
    "RelatedChoice": "question",
    "RememberedColumns": "the memory of imports",
    "SearchDocument": "the search index",
    "ServiceQuota": "service",
    "SectionLink": "application",
    "ThesaurusState": "the search index",
    "Tier": "fee table",
    "Translation": "question",
    "VocabularyWord": "the search index",
}


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_every_model_can_be_found_in_the_admin(model):
    registered = admin.site._registry.get(model)
    if registered is None:
        assert model.__name__ in ELSEWHERE
    else:
        assert registered.search_fields, f"{model.__name__} cannot be searched"


# Of people, organisations and the files they send; of things; and the lines of an address.
WHOSE = (
    "full|legal|display|billing|contact|signatory|person|author|guest|organisation|payer|other|to|"
    "chair|secretary|file|paper|evidence"
)
WHERE = "(billing_)?(street|city|county|postal_code)|place"
NAMES = re.compile(rf"((\w+_)?(job_title|({WHOSE})_name)|name|{WHERE})(_en|_ro)?")


def own_forms(of=BaseForm):
    for form in of.__subclasses__():
        if form.__module__.split(".")[0] in APPS:
            yield form
        yield from own_forms(form)


def test_names_hide_nothing_whichever_way_they_come():
    """A field for a name is a LineField: no sign in it that nobody sees or that turns the text."""
    get_resolver().url_patterns  # noqa: B018  # reading them loads every form
    columns = [
        (model.__name__, field)
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField) and NAMES.fullmatch(field.name)
    ]
    typed = [
        (form.__name__, name, field)
        for form in own_forms()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, CharField) and NAMES.fullmatch(name)
    ]
    assert len(columns) > 80
    assert len(typed) > 40
    assert [one for one in columns if not isinstance(one[1], fields.LineField)] == []
    assert [one for one in typed if not isinstance(one[2], LineField)] == []


def test_what_is_translated_in_one_line_hides_nothing_in_either_language():
    """Names, titles, labels: all short columns of modeltranslation but sentences, digests."""
    sentences = {"summary", "description", "together", "help", "sha256"}
    columns = [
        (model.__name__, field)
        for model in translator.get_registered_models(abstract=False)
        for name, both in translator.get_options_for_model(model).all_fields.items()
        for field in [model._meta.get_field(name), *both]
        if isinstance(field, models.CharField) and name not in sentences
    ]
    assert len(columns) > 80
    assert [one for one in columns if not isinstance(one[1], fields.LineField)] == []


@pytest.mark.parametrize("app", APPS)
def test_every_room_has_a_models_file_or_a_package_of_them(app):
    for room in (ROOT / app).iterdir():
        if room.is_dir() and (room / "__init__.py").exists() and room.name not in {
            "migrations", "management", "templatetags"
        }:  # fmt: skip
            assert (room / "models.py").exists() or (room / "models").is_dir(), room


def test_no_page_carries_script_or_style_of_its_own():
    guilty = [
        str(path.relative_to(ROOT))
        for path in tracked("templates/*.html")
        if "templates/mail/" not in str(path) and INLINE.search(path.read_text())
    ]
    assert guilty == []


def test_letters_are_in_the_language_of_who_reads_them():
    """A person has one, and so has the office's address."""
    guilty = [
        str(path.relative_to(ROOT))
        for path in tracked("*/notifications.py")
        if "LANGUAGE_CODE" in path.read_text()
    ]
    assert guilty == []


def test_colours_stand_only_in_the_tokens():
    guilty = [
        str(path.relative_to(ROOT))
        for path in tracked("static/css/*.css")
        if path.name != "tokens.css" and re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(",
                                                   path.read_text())
    ]  # fmt: skip
    assert guilty == []


def test_no_file_has_grown_into_two_rooms():
    long = [
        str(path.relative_to(ROOT))
        for path in tracked("*.py")
        if "/migrations/" not in str(path)
        and "/tests/" not in str(path)
        and len(path.read_text().splitlines()) > 450
    ]
    assert long == []


def test_nothing_names_a_machine_or_a_package_index():
    guilty = [
        str(path.relative_to(ROOT))
        for pattern in ("*.py", "*.md", "*.toml", "*.txt", "*.html", "*.css", "*.js", ".ci/run")
        for path in tracked(pattern)
        if path != Path(__file__) and re.search(r"/(root)/|--(extra-)?index-url", path.read_text())
    ]
    assert guilty == []
