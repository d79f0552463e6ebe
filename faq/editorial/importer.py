"""Files become questions: read them, see what would change, carry it out.

    reading = importer.read(paths, language="en")
    plan = importer.plan(reading)      # looks, changes nothing
    plan = importer.apply(reading)     # all of it, or nothing

Safe to run again: what a file said last time is remembered, so that only what is new in the file
is taken over, and nothing that an editor has changed since is overwritten.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from faq.editorial import actions
from faq.editorial.errors import UnreadableFileError
from faq.editorial.files import decoding, markdown_files, plain_text
from faq.editorial.files.reading import Reading
from faq.editorial.import_plan import Outcome, Plan, Planner, Step
from faq.editorial.models import ImportedText
from faq.editorial.texts import LANGUAGES, Text
from faq.questions.models import Label, Question, RevisionNeed, Topic

_ONE_AT_A_TIME = 0x46415131


def read(paths: Iterable[Path], *, language: str) -> Reading:
    """All questions of these files; raises UnreadableFileError with one sentence."""
    reading = Reading()
    for path in paths:
        text = decoding.read_text(path)
        if path.suffix == ".toml":
            found = markdown_files.read_topics(text, str(path))
        elif markdown_files.has_front_matter(text):
            found = markdown_files.read_question(text, language, str(path))
        elif markdown_files.is_bundle(text):
            found = markdown_files.read_bundle(text, language)
        else:
            found = plain_text.read(text, language)
        if not found.entries and path.suffix != ".toml":
            raise UnreadableFileError(
                f"No question was found in {path}: questions end with a question mark and stand "
                "on a line of their own, or are Markdown headings."
            )
        reading.add(found)
    return reading


def plan(reading: Reading, *, as_draft: bool = False) -> Plan:
    """What an import would do to the questions as they are now."""
    return Planner(reading, as_draft=as_draft).plan()


@transaction.atomic
def apply(reading: Reading, *, as_draft: bool = False) -> Plan:
    """Carry an import out, all of it or nothing; returns what was done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    planner = Planner(reading, as_draft=as_draft)
    done = planner.plan()
    _save_names(done)
    _create_questions(done, planner.ids)
    for step in done.steps:  # before the texts: what is not shown yet need not be indexed
        _apply_details(step, planner.ids[step.key])
    for step in done.steps:
        step.text, _lost = planner.linked(step.entry)
        question_id = planner.ids[step.key]
        _apply_text(step, question_id)
        _remember(step, question_id)
    for step in done.steps:
        if step.is_new and step.entry.is_archived:
            actions.archive_question(
                question_id=planner.ids[step.key], actor=None, reason="Archived in the file."
            )
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


def _save_names(done: Plan) -> None:
    for model, things in ((Topic, done.new_topics), (Label, done.new_labels)):
        for thing in things:
            names = {f"name_{code}": name for code, name in thing.names.items()}
            row = model(slug=thing.slug, **names)
            if isinstance(row, Topic):
                row.position = 10 * (Topic.objects.count() + 1)
                for code, description in thing.descriptions.items():
                    setattr(row, f"description_{code}", description)
            row.save()


def _create_questions(done: Plan, ids: dict[str, int]) -> None:
    for number, step in enumerate(done.steps, 1):
        if step.key not in ids:
            details = {name: value for name, value in step.details.items() if name not in step.NEED}
            question = actions.create_question(
                titles={step.entry.language: step.entry.text.title},
                actor=None,
                key=step.key,
                **{"position": min(10 * number, 32_000), **_as_rows(details, step)},
            )
            ids[step.key] = question.pk
            step.details = {name: step.details[name] for name in step.details if name in step.NEED}


def _apply_details(step: Step, question_id: int) -> None:
    fields = {name: value for name, value in step.details.items() if name not in step.NEED}
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
    if "aliases" in fields:
        fields["aliases"] = {step.entry.language: fields["aliases"]}
    return fields


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
        )
    elif need:
        actions.revised(question_id=question_id, actor=None)


def _apply_text(step: Step, question_id: int) -> None:
    language, text = step.entry.language, step.text
    words: dict[str, Any] = {
        "title": text.title,
        "short_answer": text.short_answer,
        "body": text.body,
    }
    if step.outcome in {Outcome.PUBLISH, Outcome.REVISE}:
        actions.publish_revision(
            question_id=question_id, language=language, author=None, comment="", **words
        )
    elif step.outcome == Outcome.DRAFT or (step.outcome == Outcome.WAIT and _has_answer(text)):
        actions.save_draft(question_id=question_id, language=language, author=None, **words)
    elif step.outcome == Outcome.WAIT:
        actions.add_wording(question_id=question_id, language=language, title=text.title)


def _has_answer(text: Text) -> bool:
    return bool(text.short_answer or text.body)


def _remember(step: Step, question_id: int) -> None:
    if step.remembered:
        ImportedText.objects.update_or_create(
            question_id=question_id,
            language=step.entry.language,
            defaults={"content": step.remembered},
        )
