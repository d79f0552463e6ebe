"""Keeping answers true. Nothing here takes an answer away from readers."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from faq.editorial import actions as editorial
from faq.questions import reviews
from faq.questions.models import (
    Citation,
    CitedSource,
    NeedCause,
    Question,
    QuestionStatus,
    RevisionNeed,
    SourceKind,
)
from faq.upkeep import notifications, policies
from faq.upkeep.errors import NotToBeVerifiedError, SourceError
from faq.upkeep.models import UpkeepEvent, Verification
from faq.upkeep.waiting import Duty, duties
from members.accounts.models import User

FIRST_REVIEWS_FROM = 30  # days from now, so that nobody finds hundreds of reviews one morning


@transaction.atomic
def verify(*, question_id: int, person: User, note: str = "") -> Verification:
    """Somebody has looked at the answer, and it is still correct. Twice on a day is once.

    An event of its own: it makes no revision, and no revision takes it back.
    """
    demand(policies.can_verify, person)
    question = Question.objects.select_for_update(of=("self",)).get(pk=question_id)
    if question.status != QuestionStatus.PUBLISHED:
        raise NotToBeVerifiedError(_("Only a published answer can be found correct."))
    if RevisionNeed.objects.open().filter(question=question).exists():
        raise NotToBeVerifiedError(
            _("This answer is marked as to be revised. Take that away first, or revise it.")
        )
    now, today = timezone.now(), timezone.localdate()
    known = question.verifications.filter(person=person).order_by("-verified_at").first()
    if known and timezone.localdate(known.verified_at) == today and not note:
        return known
    due = question.review_by
    question.review_by = reviews.next_review(question, since=today)
    question.verified_at = now
    question.save(update_fields=["review_by", "verified_at"])
    verification = Verification.objects.create(
        question=question,
        person=person,
        was_due_on=due,
        next_due_on=question.review_by,
        note=" ".join(note.split())[:250],
    )
    history.record(
        subject=question,
        kind=UpkeepEvent.VERIFIED,
        actor=person,
        reason=verification.note,
        is_internal=True,
    )
    return verification


@transaction.atomic
def schedule_reviews() -> int:
    """Give a day to published answers that a rule asks to review and that have none yet.

    The days are spread over the interval, by the number of the question. Returns how many.
    """
    today = timezone.localdate()
    waiting = (
        Question.objects.select_for_update(of=("self",))
        .filter(status=QuestionStatus.PUBLISHED, review_by__isnull=True)
        .filter(Q(review_every__isnull=False) | Exists(
            Question.labels.through.objects.filter(
                question=OuterRef("pk"), label__review_every__isnull=False)))
        .prefetch_related("labels")
        .order_by("pk")
    )  # fmt: skip
    given = 0
    for question in waiting:
        last = reviews.next_review(question, since=today)
        if last is None:
            continue
        room = max((last - today).days - FIRST_REVIEWS_FROM, 1)
        day = today + dt.timedelta(days=FIRST_REVIEWS_FROM + question.pk * 37 % room)
        question.review_by = min(day, last)
        question.save(update_fields=["review_by"])
        given += 1
    return given


@transaction.atomic
def supersede(
    *,
    kind: str,
    reference: str,
    actor: User | None,
    on: dt.date | None = None,
    by: CitedSource | None = None,
) -> CitedSource:
    """A decision or rule no longer holds from `on` (today): its answers are to be revised.

    Governance calls it when a decision replaces another; the office can do so by hand. On a day
    still to come it is noted now, and the answers follow on that day. Said again, nothing happens.
    """
    if actor is not None:
        demand(policies.can_keep_sources, actor)
    source = _locked_source(kind, reference)
    day = on or timezone.localdate()
    if by is not None and by.pk == source.pk:
        raise SourceError(_("A source cannot supersede itself."))
    if source.superseded_on == day and source.superseded_by_id == (by.pk if by else None):
        return source
    is_anew = source.superseded_on is None
    source.superseded_on, source.superseded_by = day, by
    source.save(update_fields=["superseded_on", "superseded_by"])
    history.record(
        subject=source,
        kind=UpkeepEvent.SUPERSEDED,
        actor=actor,
        changes={"superseded_on": [None, str(day)]},
        is_internal=True,
    )
    if day <= timezone.localdate():
        _mark_citing(source, is_anew=is_anew)
    return source


@transaction.atomic
def reinstate(*, kind: str, reference: str, actor: User | None) -> CitedSource:
    """It was not superseded after all; answers marked for that alone are in order again."""
    if actor is not None:
        demand(policies.can_keep_sources, actor)
    source = _locked_source(kind, reference)
    if source.superseded_on is None:
        return source
    source.superseded_on = source.superseded_by = None
    source.save(update_fields=["superseded_on", "superseded_by"])
    history.record(subject=source, kind=UpkeepEvent.REINSTATED, actor=actor, is_internal=True)
    others = Citation.objects.filter(
        question=OuterRef("question"), source__superseded_on__lte=timezone.localdate()
    )
    needs = RevisionNeed.objects.open().filter(
        ~Exists(others), cause=NeedCause.SOURCE, question__citations__source=source
    )
    for question_id in needs.order_by("question").values_list("question", flat=True).distinct():
        editorial.revised(question_id=question_id, actor=None)
    return source


@transaction.atomic
def cite(
    *, question_id: int, kind: str, reference: str, article: str = "", actor: User | None
) -> Citation:
    """The answer rests on this; a source that nobody cited so far is noted. Twice is once."""
    if actor is not None:
        demand(policies.can_keep_sources, actor)
    question = Question.objects.select_for_update(of=("self",)).get(pk=question_id)
    words = " ".join(reference.split())
    if not words:
        raise SourceError(_("Please write the reference."))
    source, _is_new = CitedSource.objects.get_or_create(kind=SourceKind(kind), reference=words)
    citation, is_new = Citation.objects.get_or_create(
        question=question, source=source, article=" ".join(article.split())
    )
    if is_new:
        history.record(
            subject=question,
            kind=UpkeepEvent.CITED,
            actor=actor,
            office_note=str(citation),
            is_internal=True,
        )
        if source.superseded_on and source.superseded_on <= timezone.localdate():
            _mark_citing(source)
    return citation


@transaction.atomic
def uncite(*, citation_id: int, actor: User | None) -> None:
    """The answer no longer rests on this."""
    if actor is not None:
        demand(policies.can_keep_sources, actor)
    citation = Citation.objects.select_related("question", "source").filter(pk=citation_id).first()
    if citation is None:
        return
    Question.objects.select_for_update(of=("self",)).get(pk=citation.question_id)
    history.record(
        subject=citation.question,
        kind=UpkeepEvent.UNCITED,
        actor=actor,
        office_note=str(citation),
        is_internal=True,
    )
    citation.delete()


@transaction.atomic
def follow_the_calendar() -> int:
    """Sources whose last day has passed: their answers are to be revised. Returns how many."""
    due = CitedSource.objects.filter(superseded_on__lte=timezone.localdate()).order_by("pk")
    return sum(_mark_citing(source) for source in due)


@transaction.atomic
def send_digest(*, person_id: int) -> bool:
    """One letter a week with all that waits for this person, or none when nothing does."""
    person = User.objects.get(pk=person_id)
    duty = duties(people=[person]).get(person.pk, Duty())
    if not duty.is_any:
        return False
    notifications.digest(person, duty)
    return True


def _mark_citing(source: CitedSource, *, is_anew: bool = False) -> int:
    """Mark the published answers that rest on it, once for each time it is superseded. What was
    marked before it was reinstated does not count when it is superseded anew.
    """
    needs = RevisionNeed.objects.filter(question=OuterRef("pk"))
    told = needs.open()
    if not is_anew:
        told |= needs.filter(cause=NeedCause.SOURCE, opened_at__date__gte=source.superseded_on)
    citing = Question.objects.filter(
        ~Exists(told), status=QuestionStatus.PUBLISHED, citations__source=source
    )
    marked = 0
    for question in citing.distinct().order_by("pk"):
        editorial.mark_to_be_revised(
            question_id=question.pk,
            reasons=_in_both(lambda: _said_of(source)),
            owner=question.owner,
            cause=NeedCause.SOURCE,
            actor=None,
        )
        marked += 1
    return marked


def _said_of(source: CitedSource) -> str:
    if source.superseded_by:
        return _("It rests on “%(old)s”, which “%(new)s” has superseded.") % {
            "old": source,
            "new": source.superseded_by,
        }
    return _("It rests on “%(old)s”, which is no longer in force.") % {"old": source}


def _in_both(words: Callable[[], str]) -> dict[str, str]:
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = words()
    return said


def _locked_source(kind: str, reference: str) -> CitedSource:
    source = (
        CitedSource.objects.select_for_update(of=("self",))
        .filter(kind=SourceKind(kind), reference=" ".join(reference.split()))
        .first()
    )
    if source is None:
        raise SourceError(_("No answer cites such a source."))
    return source
