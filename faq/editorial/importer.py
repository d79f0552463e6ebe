"""Files become questions: read them, see what would change, carry it out.

    reading = importer.read(paths, language="en")
    plan = importer.plan(reading)      # looks, changes nothing
    plan = importer.apply(reading)     # all of it, or nothing

Safe to run again: what a file said last time is remembered, so that only what is new in the file
is taken over, and nothing that an editor has changed since is overwritten.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.text import Truncator

from cluster_portal.toolkit.errors import PortalError
from faq.editorial import actions, import_links
from faq.editorial.actions import parity
from faq.editorial.actions.common import check_text
from faq.editorial.errors import UnreadableFileError
from faq.editorial.files import decoding, markdown_files, plain_text, wiki_pages
from faq.editorial.files.reading import Reading
from faq.editorial.import_plan import Outcome, Plan, Planner, Step
from faq.editorial.models import ImportedText
from faq.editorial.texts import LANGUAGES, Text
from faq.questions.models import (
    Label,
    NeedCause,
    Question,
    RevisionNeed,
    Significance,
    Topic,
    Translation,
)
from faq.search import actions as search

LONGEST_NAMED = 100
_ONE_AT_A_TIME = 0x46415131
_ENDINGS = (".htm", ".html", ".markdown", ".md", ".toml", ".txt")


def read(paths: Iterable[Path], *, language: str) -> Reading:
    """All questions of these files, or of those in a folder, as an export makes it.

    Raises UnreadableFileError with one sentence.
    """
    reading = Reading()
    for path in chain.from_iterable(map(_files_of, paths)):
        text = decoding.read_text(path)
        if path.suffix == ".toml":
            found = markdown_files.read_topics(text, str(path))
        elif markdown_files.has_front_matter(text):
            found = markdown_files.read_question(text, language, str(path))
        elif wiki_pages.is_page(text, path.name):
            found = wiki_pages.read(text, language, str(path))
        elif markdown_files.is_bundle(text):
            found = markdown_files.read_bundle(text, language)
        elif wiki_pages.might_be_page(text):
            found = wiki_pages.read(text, language, str(path))
        else:
            found = plain_text.read(text, language)
        if not found.entries and path.suffix != ".toml":
            raise UnreadableFileError(
                f"No question was found in {path}: questions end with a question mark and stand "
                "on a line of their own, or are headings."
            )
        reading.add(found)
    return reading


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    try:
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in _ENDINGS)
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be opened ({error.strerror}).") from error
    if not files:
        raise UnreadableFileError(
            f"There is nothing to import in the folder {path}: it has no file that ends in "
            f"{', '.join(_ENDINGS)}."
        )
    return files


def plan(reading: Reading, *, as_draft: bool = False) -> Plan:
    """What an import would do to the questions as they are now.

    Raises UnreadableFileError, as apply does, with the question whose text nobody could publish.
    """
    found = Planner(reading, as_draft=as_draft).plan()
    for step in found.steps:
        if step.outcome not in {Outcome.NOTHING, Outcome.KEEP}:
            with _named(step):
                check_text(step.text)
    return found


@transaction.atomic
def apply(reading: Reading, *, as_draft: bool = False) -> Plan:
    """Carry an import out, all of it or nothing; returns what was done."""
    with search.indexed_together():
        return _apply(reading, as_draft=as_draft)


def _apply(reading: Reading, *, as_draft: bool) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    planner = Planner(reading, as_draft=as_draft)
    done = planner.plan()
    _save_names(done)
    import_links.save_sources(done.new_sources)
    _create_questions(done, planner.ids)
    for step in done.steps:  # before the texts: what is not shown yet need not be indexed
        _apply_details(step, planner.ids[step.key])
        _apply_links(step, planner.ids)
    behind = {(step.key, step.entry.language): step.entry.behind for step in done.steps}
    for step in done.steps:
        step.text, _lost = planner.linked(step.entry)
        question_id = planner.ids[step.key]
        with _named(step):
            _apply_text(step, question_id, behind)
        _remember(step, question_id)
    for step in done.steps:
        if step.is_new:
            _apply_standing(step, planner)
    for page in done.new_pages:
        import_links.save_page(page, planner.question_id(page.key))
    return done


@transaction.atomic
def remember(reading: Reading) -> None:
    """Take these files as what was imported last: they say what stands here."""
    for step in Planner(reading, as_draft=False).plan().steps:
        ImportedText.objects.update_or_create(
            question=Question.objects.get(key=step.key),
            language=step.entry.language,
            defaults={"content": step.whole},
        )


@contextmanager
def _named(step: Step) -> Iterator[None]:
    """A refusal of one text says which question of the file it is about."""
    try:
        yield
    except PortalError as error:
        title = Truncator(step.text.title).chars(LONGEST_NAMED)
        raise UnreadableFileError(
            f"The question “{title}” [{step.entry.language}] cannot be imported: {error}"
        ) from error


def _save_names(done: Plan) -> None:
    for model, things in ((Topic, done.new_topics), (Label, done.new_labels)):
        for thing in things:
            names = {f"name_{code}": name for code, name in thing.names.items()}
            row = model(slug=thing.slug, **names)
            if isinstance(row, Label):
                row.review_every = thing.review_every
            if isinstance(row, Topic):
                row.position = 10 * (Topic.objects.count() + 1)
                for code, description in thing.descriptions.items():
                    setattr(row, f"description_{code}", description)
            row.save()


def _create_questions(done: Plan, ids: dict[str, int]) -> None:
    for number, step in enumerate(done.steps, 1):
        if step.key not in ids:
            details = {
                name: value for name, value in step.details.items() if name not in step.LATER
            }
            question = actions.create_question(
                titles={step.entry.language: step.entry.text.title},
                actor=None,
                key=step.key,
                **{"position": min(10 * number, 32_000), **_as_rows(details, step)},
            )
            ids[step.key] = question.pk
            step.details = {name: step.details[name] for name in step.details if name in step.LATER}


def _apply_details(step: Step, question_id: int) -> None:
    fields = {name: value for name, value in step.details.items() if name not in step.LATER}
    needs = {name: value for name, value in step.details.items() if name in step.NEED}
    if fields:
        actions.change_details(question_id=question_id, actor=None, **_as_rows(fields, step))
    if needs:
        _apply_need(question_id, needs)


def _as_rows(said: dict[str, Any], step: Step) -> dict[str, Any]:
    """Addresses of topics and labels as the rows themselves, aliases with their language."""
    fields = dict(said)
    if "topic" in fields:
        fields["topic"] = Topic.objects.get(slug=fields["topic"])
    if "labels" in fields:
        fields["labels"] = list(Label.objects.filter(slug__in=fields["labels"]))
    aliases = {
        code: fields.pop(name)
        for name, code in [
            *((f"aliases_{code}", code) for code in LANGUAGES),
            ("aliases", step.entry.language),
        ]
        if name in fields
    }
    return {**fields, "aliases": aliases} if aliases else fields


def _apply_links(step: Step, ids: dict[str, int]) -> None:
    said = {name: step.details[name] for name in import_links.LINKS if name in step.details}
    if said:
        refused = import_links.put(ids[step.key], said, ids)
        step.remarks += [
            f"The old address {path} leads elsewhere already and goes on doing so."
            for path in refused
        ]


def _apply_need(question_id: int, said: dict) -> None:
    need = RevisionNeed.objects.open().filter(question=question_id).first()
    reasons = {
        code: said.get(f"reason_{code}", getattr(need, f"reason_{code}", None) or "")
        for code in LANGUAGES
    }
    if any(reasons.values()):
        actions.mark_to_be_revised(
            question_id=question_id,
            reasons=reasons,
            actor=None,
            owner=need.owner if need else None,
            expected_on=said.get("expected_on", need.expected_on if need else None),
            cause=said.get("cause") or NeedCause.OFFICE,
        )
    elif need:
        actions.revised(question_id=question_id, actor=None)


def _apply_text(step: Step, question_id: int, behind: dict[tuple[str, str], str]) -> None:
    language, text = step.entry.language, step.text
    words: dict[str, Any] = asdict(text)
    if step.outcome in {Outcome.PUBLISH, Outcome.REVISE}:
        weights = [behind.get((step.key, code)) for code in LANGUAGES if code != language]
        actions.publish_revision(
            question_id=question_id,
            language=language,
            author=None,
            comment="",
            significance=next(filter(None, weights), None) or Significance.CONTENT,
            is_in_step=False if step.entry.behind else None,
            **words,
        )
    elif step.outcome == Outcome.DRAFT or (step.outcome == Outcome.WAIT and _has_answer(text)):
        actions.save_draft(question_id=question_id, language=language, author=None, **words)
    elif step.outcome == Outcome.WAIT:
        actions.add_wording(question_id=question_id, language=language, title=text.title)


def _apply_standing(step: Step, planner: Planner) -> None:
    """What publishing has reckoned anew is as the file has it; then out of sight, if it was."""
    entry, question_id = step.entry, planner.ids[step.key]
    written = Translation.objects.written().filter(question=question_id, revision_number=1)
    text = written.filter(language=entry.language).first()
    if text:
        text.in_step_with = 0 if entry.behind or written.count() == 1 else 1
        text.anchors = entry.anchors
        text.save()
        parity.reckon(text)
    if "review_by" in step.said:
        actions.change_details(
            question_id=question_id, actor=None, review_by=step.said["review_by"]
        )
    if entry.is_withdrawn and step.outcome == Outcome.PUBLISH:
        actions.withdraw_answer(
            question_id=question_id, actor=None, reason="Withdrawn in the file."
        )
    if entry.is_archived:
        actions.archive_question(
            question_id=question_id, actor=None, reason="Archived in the file."
        )
        merged_into = planner.question_id(entry.merged_into)
        if merged_into and merged_into != question_id:
            Question.objects.filter(pk=question_id).update(merged_into=merged_into)


def _has_answer(text: Text) -> bool:
    return bool(text.short_answer or text.body)


def _remember(step: Step, question_id: int) -> None:
    if step.remembered:
        ImportedText.objects.update_or_create(
            question_id=question_id,
            language=step.entry.language,
            defaults={"content": step.remembered},
        )
