"""Questions become files, as files/markdown_files.py describes them; importing them again gives
the same. Drafts, history and earlier revisions stay in the database.

What the files say is remembered as if it had been imported: so a file that somebody mends is taken
over by the next import, unless an editor has changed the answer meanwhile.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from faq.editorial import importer
from faq.editorial.texts import LANGUAGES
from faq.questions.models import (
    Label,
    Question,
    QuestionStatus,
    RevisionNeed,
    Topic,
    Translation,
)

_SHORT_LINK = re.compile(r"\]\((?:/[a-z]{2})?/f/(\d+)/\)")


@transaction.atomic
def export(folder: Path) -> list[Path]:
    """Write a file for each question and language, and the names of topics and labels."""
    folder.mkdir(parents=True, exist_ok=True)
    questions = list(
        Question.objects.select_related("topic").prefetch_related(
            "translations", "labels", "aliases"
        )
    )
    keys = {question.pk: question.key for question in questions}
    needs = {need.question_id: need for need in RevisionNeed.objects.open()}
    written = [_write(folder / "topics.toml", _names())]
    for number, question in enumerate(questions, 1):
        for text in question.translations.all():
            path = folder / f"{number:03d}-{question.key}.{text.language}.md"
            written.append(_write(path, _file(question, text, needs.get(question.pk), keys)))
    importer.remember(importer.read(written, language=LANGUAGES[0]))
    return written


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _file(
    question: Question, text: Translation, need: RevisionNeed | None, keys: dict[int, str]
) -> str:
    head = "\n".join(
        f"{key}: {_indented(value)}".rstrip() for key, value in _head(question, text, need)
    )
    body = _SHORT_LINK.sub(
        lambda found: (
            f"](faq:{keys[int(found.group(1))]})" if int(found.group(1)) in keys else found.group()
        ),
        text.body,
    )
    return f"---\n{head}\n---\n{body}\n" if body else f"---\n{head}\n---\n"


def _head(
    question: Question, text: Translation, need: RevisionNeed | None
) -> Iterator[tuple[str, str]]:
    yield "id", question.key
    yield "language", text.language
    yield "title", text.title
    if question.topic:
        yield "topic", question.topic.slug
    yield "audience", ", ".join(sorted(question.audiences))
    yield "labels", ", ".join(sorted(label.slug for label in question.labels.all()))
    yield "pinned", "yes" if question.is_pinned else "no"
    yield "position", str(question.position)
    yield "visibility", question.visibility
    yield "status", _status(question, text, need)
    reason = getattr(need, f"reason_{text.language}", "") if need else ""
    if reason:
        yield "reason", reason
    if need and need.expected_on:
        yield "expected", need.expected_on.isoformat()
    if question.editors_note:
        yield "note", question.editors_note
    aliases = [alias.text for alias in question.aliases.all() if alias.language == text.language]
    yield "aliases", "; ".join(sorted(aliases))
    yield "short_answer", text.short_answer


def _status(question: Question, text: Translation, need: RevisionNeed | None) -> str:
    if question.status == QuestionStatus.PUBLISHED and not text.is_written:
        return QuestionStatus.NEEDS_ANSWER.value
    if question.status == QuestionStatus.PUBLISHED and need:
        return "to_be_revised"
    return question.status


def _indented(value: str) -> str:
    return "\n  ".join(value.splitlines())


def _names() -> str:
    lines = ["# Topics in the order of the index, then labels.", ""]
    for topic in Topic.objects.all():
        lines += ["[[topics]]", f"key = {_quoted(topic.slug)}"]
        for name in ("name", "description"):
            for code in LANGUAGES:
                value = getattr(topic, f"{name}_{code}")
                lines += [f"{name}_{code} = {_quoted(value)}"] if value else []
        lines.append("")
    lines.append("[labels]")
    for label in Label.objects.all():
        names = {code: getattr(label, f"name_{code}") for code in LANGUAGES}
        shown = ", ".join(f"{code} = {_quoted(name)}" for code, name in names.items() if name)
        lines.append(f"{label.slug} = {{ {shown} }}")
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    """A TOML string: JSON's, which differs only in what names never hold."""
    return json.dumps(value, ensure_ascii=False)
