"""Tell me when it is revised: once."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from faq.community import notifications, policies, screening
from faq.community.errors import FloodError, LinkExpiredError, StaleFormError
from faq.community.models import Follow
from faq.questions.models import (
    Question,
    QuestionStatus,
    Revision,
    RevisionNeed,
    Significance,
    Translation,
    Visibility,
    readable_by,
)
from members.accounts.models import User

UNCONFIRMED_LASTS = dt.timedelta(days=7)
ADDRESSES_PER_HOUR = 20


@transaction.atomic
def follow(*, question_id: int, person: User, language: str) -> Follow:
    """One click; a second one changes nothing."""
    question = Question.objects.select_for_update(of=("self",)).get(pk=question_id)
    if not policies.can_read(person, question):
        raise NotAllowedError
    known = Follow.objects.active().filter(question=question, person=person).first()
    return known or Follow.objects.create(
        question=question, person=person, language=language, confirmed_at=timezone.now()
    )


@transaction.atomic
def stop_following(*, question_id: int, person: User) -> None:
    """Also where the answer may no longer be read."""
    for follow_id in (
        Follow.objects.active()
        .filter(question=question_id, person=person)
        .values_list("pk", flat=True)
    ):
        end_follow(follow_id=follow_id)


@transaction.atomic
def follow_by_mail(
    *, question_id: int, email: str, language: str, crowd: str, stamp: str, trap: str = ""
) -> None:
    """Ask a guest to confirm the address. Whoever sent it learns nothing of what is known of it.

    Raises StaleFormError and FloodError.
    """
    question = Question.objects.select_for_update(of=("self",)).get(pk=question_id)
    if not policies.can_read(AnonymousUser(), question):
        raise NotAllowedError
    if screening.age_of(stamp) is None:
        raise StaleFormError(
            _("The form was open for a long time. Please send your address once more.")
        )
    if screening.is_flood(crowd, kind="faq:follow", limit=ADDRESSES_PER_HOUR):
        raise FloodError(_("Very much came from your network. Please try again in an hour."))
    if trap.strip():
        return
    email = email.strip().lower()
    wish = Follow.objects.filter(question=question, email=email, ended_at__isnull=True).first()
    if wish and wish.confirmed_at:
        return
    wish = wish or Follow.objects.create(question=question, email=email, language=language)
    if screening.may_mail(email):
        notifications.confirm_follow(wish)


@transaction.atomic
def confirm_follow(*, follow_id: int) -> Follow:
    """Done twice it is done once. Raises LinkExpiredError."""
    wish = Follow.objects.select_for_update(of=("self",)).get(pk=follow_id)
    if wish.ended_at or wish.created_at < timezone.now() - UNCONFIRMED_LASTS:
        raise LinkExpiredError(_("This link is no longer good. Please ask once more."))
    if wish.confirmed_at is None:
        wish.confirmed_at = timezone.now()
        wish.save(update_fields=["confirmed_at"])
    return wish


@transaction.atomic
def end_follow(*, follow_id: int) -> Follow:
    wish = Follow.objects.select_for_update(of=("self",)).get(pk=follow_id)
    if wish.ended_at is None:
        wish.ended_at = timezone.now()
        wish.save(update_fields=["ended_at"])
    return wish


@transaction.atomic
def answer_revised(*, revision_id: int) -> None:
    """Tell who asked, once, in the transaction that publishes the revision.

    It concerns them when it closes the need for revision, or changes the content in the language
    they read. While the page goes on saying that the answer is being revised, nobody is told that
    it is. What members alone read, an answer or a part of it, is told only to who may read it now;
    the others go on waiting.
    """
    revision = Revision.objects.select_related("translation__question").get(pk=revision_id)
    question = revision.translation.question
    needs = RevisionNeed.objects.filter(question=question)
    closes_need = needs.filter(closed_at__gte=revision.created_at).exists()
    if needs.open().exists():
        return
    if not closes_need and revision.significance == Significance.TYPO:
        return
    languages = set(Translation.objects.written().filter(question=question).values_list(
        "language", flat=True
    ))  # fmt: skip
    is_seen_by_all = _is_seen(revision, [Visibility.PUBLIC.value])
    for wish in _waiting(question):
        reads_this = wish.language == revision.translation.language or (
            wish.language not in languages
        )
        readable = _readable_by(wish)
        sees_it = Visibility.MEMBERS in readable or is_seen_by_all
        if question.visibility in readable and (closes_need or (reads_this and sees_it)):
            notifications.revised(wish, revision, sees_it=sees_it)
            _has_been_told(wish)


@transaction.atomic
def need_closed(*, need_id: int) -> None:
    """The office has taken the notice away without a new text: whoever may read the answer hears
    that it is in order, and of the revision that came meanwhile, if one did.
    """
    need = RevisionNeed.objects.select_related("question").get(pk=need_id)
    if need.question.status != QuestionStatus.PUBLISHED:
        return
    came: dict[tuple[str, ...], list[Revision]] = {}  # by what a reader may read: asked once each
    for wish in _waiting(need.question):
        readable = tuple(_readable_by(wish))
        if need.question.visibility not in readable:
            continue
        if readable not in came:
            came[readable] = _came_since(need, readable)
        if revision := _waited_for(wish, came[readable]):
            notifications.revised(wish, revision, sees_it=True)
        else:
            notifications.in_order(wish, need)
        _has_been_told(wish)


def _came_since(need: RevisionNeed, readable: Iterable[str]) -> list[Revision]:
    """What changed the answer while it was being revised, the newest first."""
    revisions = Revision.objects.filter(
        translation__question=need.question, created_at__gte=need.opened_at
    ).exclude(significance=Significance.TYPO)
    seen = revisions.seen_by(readable).select_related("translation__question")
    return list(seen.order_by("-created_at"))


def _waited_for(wish: Follow, came: list[Revision]) -> Revision | None:
    """In their language before the other one."""
    later = [each for each in came if each.created_at >= wish.created_at]
    own = (each for each in later if each.translation.language == wish.language)
    return next(own, later[0] if later else None)


def _waiting(question: Question) -> QuerySet[Follow]:
    return (
        Follow.objects.active()
        .filter(question=question)
        .select_related("person")
        .select_for_update(of=("self",))
        .order_by("pk")
    )


def _has_been_told(wish: Follow) -> None:
    wish.told_at = wish.ended_at = timezone.now()
    wish.save(update_fields=["told_at", "ended_at"])


def _is_seen(revision: Revision, readable: list[str]) -> bool:
    """Whether these readers see other words than before."""
    rows = Revision.objects.filter(
        translation=revision.translation_id, number__in=[revision.number - 1, revision.number]
    )
    return any(row.pk == revision.pk for row in rows.seen_by(readable))


def _readable_by(wish: Follow) -> list[str]:
    person = wish.person
    if person and not person.is_active:
        return []
    return readable_by(person or AnonymousUser())
