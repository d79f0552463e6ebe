"""The corpus comes into the database by the product's own importer."""

import contextlib
import copy
import io

from django.apps import apps
from django.core.management import call_command

from benchmarks.search import dataset
from faq.editorial import importer
from faq.questions.models import Question
from faq.search import actions

THESAURUS = "ThesaurusEntry"


def load_corpus() -> dict[int, str]:
    """Import under the old titles, then as it is now; returns number -> key."""
    now = importer.read(dataset.CORPUS, language="en")
    before = copy.deepcopy(now)
    for entry in before.entries:
        for language, title in dataset.old_titles().get(entry.key, {}).items():
            if entry.language == language:
                entry.text = entry.text.__class__(title, entry.text.short_answer, entry.text.body)
    importer.apply(before)
    importer.apply(now)
    actions.rebuild_index()
    return dict(Question.objects.values_list("pk", "key"))


def migrate() -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)


def thesaurus_size() -> int | None:
    """How many entries of the editors' thesaurus are in use; None when there is no thesaurus."""
    try:
        return apps.get_model("faq", THESAURUS).objects.filter(is_active=True).count()
    except LookupError:
        return None


def switch_thesaurus_off() -> None:
    if thesaurus_size():
        apps.get_model("faq", THESAURUS).objects.update(is_active=False)
        actions.rebuild_index()
