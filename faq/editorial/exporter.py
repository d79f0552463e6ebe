"""Questions become files, as files/markdown_files.py describes them; importing them again gives
the same. Drafts, history and earlier revisions stay in the database, and so do people: no file
names an owner, a deputy or an author.

What the files say is remembered as if it had been imported: so a file that somebody mends is taken
over by the next import, unless an editor has changed the answer meanwhile.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from faq.editorial import import_links, importer
from faq.editorial.files.decoding import with_comma_below
from faq.editorial.files.markdown_files import FOR_MEMBERS, guarded
from faq.editorial.files.values import joined
from faq.editorial.texts import LANGUAGES
from faq.questions import reviews
from faq.questions.models import (
    CitedSource,
    Label,
    NeedCause,
    OldAddress,
    Question,
    QuestionStatus,
    RevisionNeed,
    Topic,
    Translation,
)

_SHORT_LINK = re.compile(r"\]\((?:/([a-z]{2}))?/f/(\d{1,18})/(#[^\s()]*)?\)")
# Signs that no text needs and no file should have.
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


@transaction.atomic
def export(folder: Path) -> list[Path]:
    """Write a file for each question and language, and the names of topics and labels."""
    folder.mkdir(parents=True, exist_ok=True)
    questions = list(
        Question.objects.select_related("topic").prefetch_related(
            "translations", "labels", "aliases", "merged_into", *import_links.PREFETCHED
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
    path.write_text(text.translate(CONTROL), encoding="utf-8", newline="\n")
    return path


def _file(
    question: Question, text: Translation, need: RevisionNeed | None, keys: dict[int, str]
) -> str:
    head = "\n".join(
        f"{key}: {_indented(value)}".rstrip() for key, value in _head(question, text, need)
    )
    parts = [f"---\n{head}\n---\n"]
    if body := _named(text.body, text.language, keys):
        parts.append(f"{body}\n")
    if addendum := _named(text.addendum, text.language, keys):
        parts.append(f"\n{FOR_MEMBERS}\n\n{addendum}\n")
    return "".join(parts)


def _named(source: str, language: str, keys: dict[int, str]) -> str:
    """The Markdown with links to other answers by their names."""

    def name(found: re.Match[str]) -> str:
        code, number, anchor = found.groups()
        key = keys.get(int(number))
        if key is None:
            return found.group()
        other = "" if (code or "en") == language else f"{code or 'en'}:"
        return f"](faq:{other}{key}{anchor or ''})"

    clean = source.translate(CONTROL).strip("\n").rstrip()
    return guarded(_SHORT_LINK.sub(name, clean.replace("](faq:", "](faq::")))


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
    if question.merged_into:
        yield "merged_into", question.merged_into.key
    if text.behind:
        yield "behind", text.behind
    if need:
        yield from _reasons(need, text.language)
    if note := _tidy(question.editors_note):
        yield "note", note
    if question.review_every:
        yield "review_every", str(question.review_every)
    if question.review_by or reviews.months_between(question):
        yield "review_by", question.review_by.isoformat() if question.review_by else "none"
    for name, lines in import_links.as_said(question).items():
        if lines:
            yield name, (", " if name in {"related", "muted"} else "\n").join(lines)
    if text.anchors:
        yield (
            "anchors",
            "\n".join(
                f"{part} {made} {kept}"
                for part, anchors in sorted(text.anchors.items())
                for made, kept in sorted(anchors.items())
            ),
        )
    yield "aliases", _aliases(question, text.language)
    with_file = {row.language for row in question.translations.all()}
    for code in LANGUAGES:
        if code not in with_file and (aliases := _aliases(question, code)):
            yield f"aliases_{code}", aliases
    yield "short_answer", text.short_answer


def _reasons(need: RevisionNeed, language: str) -> Iterator[tuple[str, str]]:
    """Each file has its language's; one that has none has the other's, under its name."""
    reasons = {code: getattr(need, f"reason_{code}") or "" for code in LANGUAGES}
    if reasons[language]:
        reason = reasons[language]
        yield "reason", with_comma_below(reason) if language == "ro" else reason
    for code, reason in reasons.items():
        if code != language and reason:
            yield f"reason_{code}", reason
    if need.expected_on:
        yield "expected", need.expected_on.isoformat()
    if need.cause != NeedCause.OFFICE:
        yield "cause", need.cause


def _aliases(question: Question, language: str) -> str:
    texts = [alias.text for alias in question.aliases.all() if alias.language == language]
    if language == "ro":
        texts = [with_comma_below(text) for text in texts]
    return joined(sorted(texts), ";")


def _status(question: Question, text: Translation, need: RevisionNeed | None) -> str:
    if question.status == QuestionStatus.PUBLISHED and not text.is_written:
        return QuestionStatus.NEEDS_ANSWER.value
    if question.status == QuestionStatus.NEEDS_ANSWER and text.is_written:
        return "withdrawn"
    if question.status == QuestionStatus.PUBLISHED and need:
        return "to_be_revised"
    return question.status


def _tidy(value: str) -> str:
    return "\n".join(line.rstrip() for line in value.translate(CONTROL).splitlines()).strip()


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
        facts = [f"{code} = {_quoted(name)}" for code, name in names.items() if name]
        if label.review_every:
            facts.append(f"review_every = {label.review_every}")
        lines.append(f"{label.slug} = {{ {', '.join(facts)} }}")
    for source in CitedSource.objects.select_related("superseded_by"):
        lines += ["", "[[sources]]", *_source(source)]
    for row in OldAddress.objects.filter(question__isnull=True):
        lines += ["", "[[old_addresses]]", f"path = {_quoted(row.path)}"]
        lines += [f"source = {_quoted(row.source)}"]
        lines += [f"anchor = {_quoted(row.anchor)}"] if row.anchor else []
    return "\n".join(lines) + "\n"


def _source(source: CitedSource) -> Iterator[str]:
    for name in ("kind", "reference", "title", "address"):
        if value := getattr(source, name):
            yield f"{name} = {_quoted(value)}"
    for name in ("valid_from", "superseded_on"):
        if day := getattr(source, name):
            yield f"{name} = {day.isoformat()}"
    if later := source.superseded_by:
        facts = f"kind = {_quoted(later.kind)}, reference = {_quoted(later.reference)}"
        yield f"superseded_by = {{ {facts} }}"


def _quoted(value: str) -> str:
    """A TOML string: JSON's, without the signs that the two treat differently."""
    return json.dumps(value.translate(CONTROL), ensure_ascii=False)
