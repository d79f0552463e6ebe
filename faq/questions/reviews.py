"""When an answer is to be looked at again. The clock reminds; it never takes an answer away."""

import calendar
import datetime as dt

from django.utils import timezone

from faq.questions.models import Question

SOON = dt.timedelta(days=30)  # how long before its day a review is shown to who will do it


def months_between(question: Question) -> int | None:
    """Its own interval, else the shortest that one of its labels asks for; None: no rule."""
    if question.review_every:
        return question.review_every
    return min((label.review_every for label in question.labels.all() if label.review_every),
               default=None)  # fmt: skip


def next_review(question: Question, *, since: dt.date) -> dt.date | None:
    """The day, `months_between` after `since`; the last of the month where that has no such day."""
    months = months_between(question)
    if months is None:
        return None
    years, month = divmod(since.month - 1 + months, 12)
    last = calendar.monthrange(since.year + years, month + 1)[1]
    return dt.date(since.year + years, month + 1, min(since.day, last))


def restart(question: Question) -> None:
    """A new answer, or one that says something else now, was looked at today. The row is locked."""
    question.review_by = next_review(question, since=timezone.localdate())
    question.save(update_fields=["review_by"])
