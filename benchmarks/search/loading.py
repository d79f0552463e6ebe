"""The corpus comes into the database by the product's own importer."""

import contextlib
import copy
import dataclasses
import io
from datetime import UTC, datetime

from django.apps import apps
from django.core.management import call_command

from benchmarks.search import dataset
from cluster_portal.toolkit import markdown
from faq.editorial import importer
from faq.editorial.files.reading import Entry
from faq.editorial.texts import slug_of
from faq.questions.models import Alias, Question, QuestionStatus, Translation, Visibility
from faq.search import actions

THESAURUS = "ThesaurusEntry"
WRITTEN_AT = datetime(2026, 9, 14, 9, tzinfo=UTC)


def load_corpus() -> dict[int, str]:
    """Import what had another title under that one, then everything as it is; number -> key."""
    now = importer.read(dataset.CORPUS, language="en")
    before = copy.deepcopy(now)
    before.entries = [entry for entry in before.entries if _old_title(entry)]
    for entry in before.entries:
        entry.text = dataclasses.replace(entry.text, title=_old_title(entry))
    importer.apply(before)
    importer.apply(now)
    actions.rebuild_index()
    return dict(Question.objects.values_list("pk", "key"))


def write_corpus() -> dict[int, str]:
    """The same rows without revisions or the importer: what a test needs within seconds."""
    entries = importer.read(dataset.CORPUS, language="en").entries
    ids = {}
    for entry in entries:
        if entry.key not in ids:
            ids[entry.key] = Question.objects.create(
                key=entry.key,
                status=QuestionStatus.PUBLISHED,
                visibility=entry.visibility,
                published_at=WRITTEN_AT,
            ).pk
        Translation.objects.create(
            question_id=ids[entry.key],
            language=entry.language,
            title=entry.text.title,
            slug=slug_of(entry.text.title),
            short_answer=entry.text.short_answer,
            body=entry.text.body,
            body_html=markdown.render(entry.text.body),
            revision_number=1,
            revised_at=WRITTEN_AT,
        )
        Alias.objects.bulk_create(
            Alias(question_id=ids[entry.key], language=entry.language, text=text)
            for text in entry.aliases or []
        )
    actions.rebuild_index()
    return {pk: key for key, pk in ids.items()}


def corpus_in_words() -> str:
    languages: dict[str, set[str]] = {}
    entries = importer.read(dataset.CORPUS, language="en").entries
    for entry in entries:
        languages.setdefault(entry.key, set()).add(entry.language)
    alone = [next(iter(found)) for found in languages.values() if len(found) == 1]
    hidden = {entry.key for entry in entries if entry.visibility == Visibility.MEMBERS}
    lengths = [len(f"{entry.text.short_answer} {entry.text.body}".split()) for entry in entries]
    return (
        f"{len(languages)} answers of {min(lengths)} to {max(lengths)} words, "
        f"{alone.count('en')} only in English, {alone.count('ro')} only in Romanian, "
        f"{len(hidden)} for members only, {len(dataset.old_titles())} with an older title"
    )


def _old_title(entry: Entry) -> str:
    return dataset.old_titles().get(entry.key, {}).get(entry.language, "")


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
