"""What is here already, with all that the plan of an import needs to know about it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from faq.editorial import import_links
from faq.editorial.files.reading import NamedThing
from faq.editorial.models import ImportedText
from faq.editorial.texts import LANGUAGES, Text, slug_of, text_of
from faq.questions.models import Question, RevisionNeed, Translation
from faq.search.words import plain


@dataclass
class Known:
    """A question of ours with all that a decision needs."""

    question: Question
    translations: dict[str, Translation]
    drafts: dict[str, Text]
    last: dict[str, dict]
    need: RevisionNeed | None

    def details(self, language: str) -> dict[str, Any]:
        question = self.question
        return {
            "topic": question.topic.slug if question.topic else None,
            "labels": sorted(label.slug for label in question.labels.all()),
            "audiences": sorted(question.audiences),
            "visibility": question.visibility,
            "is_pinned": question.is_pinned,
            "position": question.position,
            "editors_note": question.editors_note,
            "aliases": self.aliases(language),
            **{f"aliases_{code}": self.aliases(code) for code in LANGUAGES},
            "review_every": question.review_every,
            "review_by": plain_value(question.review_by),
            "cause": self.need.cause if self.need else None,
            **import_links.as_said(question),
            "expected_on": plain_value(self.need.expected_on) if self.need else None,
            **{
                f"reason_{code}": (getattr(self.need, f"reason_{code}") or "") if self.need else ""
                for code in LANGUAGES
            },
        }

    def aliases(self, language: str) -> list[str]:
        rows = self.question.aliases.all()
        return sorted(alias.text for alias in rows if alias.language == language)


class Names:
    """Topics or labels: found by address or by name, or else to be made."""

    def __init__(self, rows: Any, read: list[NamedThing]):
        self.by_name: dict[str, str] = {}
        self.new: list[NamedThing] = []
        for row in rows:
            for name in (row.slug, row.name_en, row.name_ro):
                if name:
                    self.by_name.setdefault(plain(name), row.slug)
        for thing in read:
            if plain(thing.slug) not in self.by_name:
                self._add(thing)

    def slug(self, name: str, language: str) -> str:
        if plain(name) not in self.by_name:
            self._add(NamedThing(slug_of(name), {language: name}))
        return self.by_name[plain(name)]

    def _add(self, thing: NamedThing) -> None:
        self.new.append(thing)
        for name in (thing.slug, *thing.names.values()):
            self.by_name.setdefault(plain(name), thing.slug)


def all_known() -> dict[str, Known]:
    last: dict[int, dict[str, dict]] = {}
    for row in ImportedText.objects.all():
        last.setdefault(row.question_id, {})[row.language] = row.content
    needs = {need.question_id: need for need in RevisionNeed.objects.open()}
    questions = (
        Question.objects.order_by("pk")
        .select_related("topic")
        .prefetch_related("translations", "labels", "aliases", "drafts", *import_links.PREFETCHED)
    )
    return {
        question.key: Known(
            question=question,
            translations={row.language: row for row in question.translations.all()},
            drafts={row.language: text_of(row) for row in question.drafts.all()},
            last=last.get(question.pk, {}),
            need=needs.get(question.pk),
        )
        for question in questions
    }


def by_title(known: Any) -> dict[tuple[str, str], str]:
    """Where a wording is ours already: as it reads now, or as a file had it."""
    found: dict[tuple[str, str], str] = {}
    for each in known:
        for language, row in each.translations.items():
            found.setdefault((language, plain(row.title)), each.question.key)
        for language, content in each.last.items():
            if content["text"]:
                found.setdefault((language, plain(content["text"][0])), each.question.key)
    return found


def plain_value(value: Any) -> Any:
    """As the memory of an import holds it."""
    return value.isoformat() if isinstance(value, dt.date) else value
