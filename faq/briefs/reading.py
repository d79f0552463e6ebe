"""A brief as a reader gets it: the answers in order, each with its stamp."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from faq.questions import blocks
from faq.questions.models import Question, Revision, RevisionNeed, Translation, Visibility


@dataclass(frozen=True)
class Chapter:
    question: Any
    text: Any
    body: SafeString
    addendum: SafeString | str

    @property
    def stamp(self) -> str:
        """What was read, so that it can be looked up and compared later: the newest revision of
        what these readers see.
        """
        return _("answer no. %(answer)d, revision %(revision)d, of %(day)s") % {
            "answer": self.question.pk,
            "revision": self.text.seen_number,
            "day": in_words(timezone.localdate(self.text.seen_at)),
        }

    @property
    def is_being_revised(self) -> bool:
        return bool(self.question.open_needs)

    @property
    def need(self) -> RevisionNeed | None:
        return self.question.open_needs[0] if self.question.open_needs else None


def in_words(day: dt.date) -> str:
    return formats.date_format(day, "j F Y")


def chapters_of(numbers: list[int], readable: list[str]) -> list[Chapter]:
    """The answers that these readers may read, in the order of the numbers; in few queries."""
    needs = RevisionNeed.objects.open().select_related("owner")
    found = (
        Question.objects.readable(readable)
        .filter(pk__in=numbers)
        .prefetch_related(
            Prefetch("translations", _texts(readable)),
            Prefetch("revision_needs", needs, to_attr="open_needs"),
        )
    )
    by_number: dict[int, Any] = {question.pk: question for question in found}
    reads_addenda = Visibility.MEMBERS in readable
    return [
        _chapter(by_number[number], reads_addenda=reads_addenda)
        for number in numbers
        if number in by_number
    ]


def _texts(readable: list[str]) -> QuerySet[Translation]:
    """Each with the number and the moment of its newest revision that these readers see."""
    seen = Revision.objects.filter(translation=OuterRef("pk")).seen_by(readable)
    newest = seen.order_by("-number")
    return Translation.objects.annotate(
        seen_number=Subquery(newest.values("number")[:1]),
        seen_at=Subquery(newest.values("created_at")[:1]),
    )


def _chapter(question: Any, *, reads_addenda: bool) -> Chapter:
    text = question.shown
    return Chapter(
        question=question,
        text=text,
        body=blocks.filled(text.body_html),
        addendum=blocks.filled(text.addendum_html) if reads_addenda else "",
    )
