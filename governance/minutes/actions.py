"""The way of minutes from draft to published. The meeting is locked before its minutes."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.numbering.actions import next_number
from cluster_portal.toolkit.states import check_move
from governance.meetings.models import Meeting, MeetingStatus
from governance.minutes import notifications, policies, sections
from governance.minutes.errors import (
    AlreadyDraftedError,
    ChangedMeanwhileError,
    NotDraftError,
    NotHeldError,
    UnfinishedError,
)
from governance.minutes.models import (
    MINUTES_MOVES,
    Correction,
    Minutes,
    MinutesEvent,
    MinutesStatus,
)
from members.accounts.models import User

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@transaction.atomic
def draft_minutes(*, meeting_id: int, actor: User) -> Minutes:
    """Begin the minutes of a held meeting, with its agenda as headings.

    NotHeldError, AlreadyDraftedError.
    """
    if not policies.can_keep_minutes(actor):
        raise NotAllowedError
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    if meeting.status != MeetingStatus.HELD:
        raise NotHeldError(_("Minutes are begun once the meeting has been held."))
    if Minutes.objects.filter(meeting=meeting).exists():
        raise AlreadyDraftedError(_("This meeting has its minutes already."))
    agenda = list(meeting.agenda.order_by("position", "pk"))
    minutes = Minutes.objects.create(
        meeting=meeting,
        drafted_by=actor,
        **{f"body_{language}": sections.skeleton(agenda, language) for language in LANGUAGES},
    )
    _record(minutes, MinutesEvent.DRAFTED, actor)
    return minutes


@transaction.atomic
def open_draft(*, minutes_id: int, actor: User, seen_at: dt.datetime | None = None) -> Minutes:
    """Lock minutes for writing in them; `seen_at` is `updated_at` as the writer saw it.

    NotDraftError, ChangedMeanwhileError.
    """
    minutes = _locked(minutes_id, actor)
    if minutes.status != MinutesStatus.DRAFT:
        raise NotDraftError(_("Only a draft is written in: return the minutes to draft first."))
    if seen_at and minutes.updated_at != seen_at:
        raise ChangedMeanwhileError(
            _(
                "Somebody else has saved this draft since you opened it. Keep a copy of your text, "
                "open the draft again and add what is missing."
            )
        )
    return minutes


@transaction.atomic
def approve_minutes(*, minutes_id: int, actor: User, approval_reference: str) -> Minutes:
    """Record that the Board has approved them, and where; they get their number now.

    A language in which nothing stands but headings is left out.
    UnfinishedError, IllegalTransitionError.
    """
    minutes = _locked(minutes_id, actor)
    _check_move(minutes, MinutesStatus.APPROVED)
    if not approval_reference.strip():
        raise UnfinishedError(_("Say which meeting or decision approved the minutes."))
    _settle_languages(minutes)
    if not minutes.number:
        minutes.series = f"minutes-{minutes.meeting.body}"
        minutes.year = minutes.meeting.day.year
        minutes.number = next_number(series=minutes.series, year=minutes.year)
    minutes.status = MinutesStatus.APPROVED
    minutes.approved_at = timezone.now()
    minutes.approval_reference = approval_reference.strip()
    minutes.save()
    _record(minutes, MinutesEvent.APPROVED, actor, reason=minutes.approval_reference)
    return minutes


@transaction.atomic
def return_to_draft(*, minutes_id: int, actor: User, reason: str) -> Minutes:
    """Open approved minutes again before anybody has read them; they keep their number."""
    minutes = _locked(minutes_id, actor)
    _check_move(minutes, MinutesStatus.DRAFT)
    minutes.status = MinutesStatus.DRAFT
    minutes.approved_at, minutes.approval_reference = None, ""
    minutes.save(update_fields=["status", "approved_at", "approval_reference", "updated_at"])
    _record(minutes, MinutesEvent.RETURNED, actor, reason=reason)
    return minutes


@transaction.atomic
def publish_minutes(*, minutes_id: int, actor: User) -> Minutes:
    """Open approved minutes to members, for good. IllegalTransitionError."""
    minutes = _locked(minutes_id, actor)
    _check_move(minutes, MinutesStatus.PUBLISHED)
    minutes.status, minutes.published_at = MinutesStatus.PUBLISHED, timezone.now()
    minutes.save(update_fields=["status", "published_at", "updated_at"])
    _record(minutes, MinutesEvent.PUBLISHED, actor)
    notifications.minutes_published(minutes, by=actor)
    return minutes


@transaction.atomic
def add_correction(
    *, minutes_id: int, actor: User, approval_reference: str, text_en: str = "", text_ro: str = ""
) -> Correction:
    """Put right published minutes in words of their own, beneath them. NotDraftError is for
    minutes that are not published yet: those are returned to draft.
    """
    minutes = _locked(minutes_id, actor)
    if minutes.status != MinutesStatus.PUBLISHED:
        raise NotDraftError(_("These minutes are not published: return them to draft instead."))
    if not (text_en.strip() or text_ro.strip()):
        raise UnfinishedError(_("Write the correction in at least one language."))
    correction = Correction.objects.create(
        minutes=minutes,
        number=minutes.corrections.count() + 1,
        text_en=text_en.strip(),
        text_ro=text_ro.strip(),
        approval_reference=approval_reference.strip(),
    )
    _record(minutes, MinutesEvent.CORRECTED, actor, reason=correction.approval_reference)
    return correction


def _locked(minutes_id: int, actor: User) -> Minutes:
    if not policies.can_keep_minutes(actor):
        raise NotAllowedError
    meeting = Meeting.objects.select_for_update().get(minutes=minutes_id)
    minutes = Minutes.objects.select_for_update().get(pk=minutes_id)
    minutes.meeting = meeting
    return minutes


def _check_move(minutes: Minutes, target: MinutesStatus) -> None:
    check_move(MINUTES_MOVES, MinutesStatus(minutes.status), target, _("This record"))


def _settle_languages(minutes: Minutes) -> None:
    """UnfinishedError, when nothing is written, or a heading has nothing beneath it."""
    bodies = {language: getattr(minutes, f"body_{language}") or "" for language in LANGUAGES}
    written = {code: body for code, body in bodies.items() if not sections.is_blank(body)}
    if not written:
        raise UnfinishedError(_("Nothing is written under the headings yet."))
    for body in written.values():
        if missing := sections.unwritten(body):
            raise UnfinishedError(
                _("Nothing is written under: %(headings)s.") % {"headings": "; ".join(missing)}
            )
    for language in LANGUAGES:
        setattr(minutes, f"body_{language}", written.get(language, ""))


def _record(minutes: Minutes, kind: MinutesEvent, actor: User, reason: str = "") -> None:
    history.record(subject=minutes, kind=kind, actor=actor, reason=reason)
