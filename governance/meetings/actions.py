"""What may happen to a meeting. Every function locks the meeting's row first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from governance.mandates.models import Mandate
from governance.meetings import notifications, policies
from governance.meetings.errors import (
    AttendanceError,
    EmptyAgendaError,
    MeetingError,
    RecordClosedError,
    TimeError,
)
from governance.meetings.models import (
    MEETING_MOVES,
    PRESENT,
    Attendance,
    Body,
    Meeting,
    MeetingEvent,
    MeetingStatus,
    Presence,
)
from members.accounts.models import User

MOVABLE = ("starts_at", "ends_at", "place_en", "place_ro", "online_url")


@dataclass(frozen=True)
class Present:
    """One line of the attendance: somebody of the Board by mandate, anybody else by name."""

    presence: Presence
    mandate_id: int | None = None
    person_name: str = ""
    organisation_name: str = ""


@transaction.atomic
def convene_meeting(*, meeting_id: int, actor: User, tell_members: bool = False) -> Meeting:
    """Send the notice with the agenda to the Board, and on request to members' contacts.

    EmptyAgendaError, TimeError, MeetingError, IllegalTransitionError.
    """
    meeting = _locked(meeting_id, actor)
    _check_move(meeting, MeetingStatus.CONVENED)
    if not meeting.agenda.exists():
        raise EmptyAgendaError(_("Write the agenda first: a meeting is convened with it."))
    if meeting.starts_at <= timezone.now():
        raise TimeError(_("This meeting begins in the past. Change its date first."))
    if not meeting.place and not meeting.online_url:
        raise MeetingError(_("Say where the meeting takes place, or give its online address."))
    if tell_members and not _is_open(meeting):
        raise MeetingError(_("This meeting is not open to members: they are not invited."))
    meeting.status = MeetingStatus.CONVENED
    meeting.convened_at = timezone.now()
    meeting.members_told = tell_members
    meeting.save(update_fields=["status", "convened_at", "members_told"])
    history.record(subject=meeting, kind=MeetingEvent.CONVENED, actor=actor)
    notifications.meeting_convened(meeting, by=actor)
    return meeting


@transaction.atomic
def move_meeting(*, meeting_id: int, actor: User, reason: str, **values: Any) -> Meeting:
    """Change time or place of a convened meeting and tell whoever got the notice.

    `values`: starts_at, ends_at, place_en, place_ro, online_url. The same values again change
    nothing and send nothing. TimeError, RecordClosedError.
    """
    meeting = _locked(meeting_id, actor)
    if meeting.status != MeetingStatus.CONVENED:
        raise RecordClosedError(_("Only a convened meeting is moved."))
    changes = {
        name: [_as_json(getattr(meeting, name)), _as_json(value)]
        for name, value in values.items()
        if name in MOVABLE and (getattr(meeting, name) or None) != (value or None)
    }
    if not changes:
        return meeting
    for name in changes:
        setattr(meeting, name, values[name])
    if meeting.starts_at <= timezone.now():
        raise TimeError(_("This is in the past. Choose a time to come."))
    if meeting.ends_at and meeting.ends_at < meeting.starts_at:
        raise TimeError(_("A meeting cannot end before it begins."))
    meeting.save(update_fields=list(changes))
    event = history.record(
        subject=meeting, kind=MeetingEvent.MOVED, actor=actor, reason=reason, changes=changes
    )
    notifications.meeting_moved(meeting, by=actor, reason=reason, event_id=event.pk)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting_id: int, actor: User, reason: str) -> Meeting:
    """Call a meeting off; whoever got the notice is told why. IllegalTransitionError."""
    meeting = _locked(meeting_id, actor)
    _check_move(meeting, MeetingStatus.CANCELLED)
    if not reason.strip():
        raise MeetingError(_("Say why the meeting is called off."))
    meeting.status, meeting.cancel_reason = MeetingStatus.CANCELLED, reason.strip()
    meeting.save(update_fields=["status", "cancel_reason"])
    history.record(subject=meeting, kind=MeetingEvent.CANCELLED, actor=actor, reason=reason)
    if meeting.convened_at:
        notifications.meeting_cancelled(meeting, by=actor)
    return meeting


@transaction.atomic
def mark_held(
    *,
    meeting_id: int,
    actor: User,
    attendance: Sequence[Present] = (),
    chair_name: str = "",
    secretary_name: str = "",
    ends_at: dt.datetime | None = None,
) -> Meeting:
    """The meeting took place, with these people; the agenda is what was treated.

    For the Board everybody with a mandate that day needs a line.
    AttendanceError, EmptyAgendaError, TimeError, IllegalTransitionError.
    """
    meeting = _locked(meeting_id, actor)
    _check_move(meeting, MeetingStatus.HELD)
    if meeting.starts_at > timezone.now():
        raise TimeError(_("This meeting has not begun yet."))
    if ends_at and ends_at < meeting.starts_at:
        raise TimeError(_("A meeting cannot end before it begins."))
    if not meeting.agenda.exists():
        raise EmptyAgendaError(_("Write down the agenda first: the minutes follow it."))
    Attendance.objects.bulk_create(_lines(meeting, attendance))
    meeting.status = MeetingStatus.HELD
    meeting.chair_name, meeting.secretary_name = chair_name.strip(), secretary_name.strip()
    meeting.ends_at = ends_at or meeting.ends_at
    meeting.save(update_fields=["status", "chair_name", "secretary_name", "ends_at"])
    history.record(subject=meeting, kind=MeetingEvent.HELD, actor=actor)
    return meeting


@transaction.atomic
def open_papers(*, meeting_id: int, actor: User) -> Meeting:
    """Lock the meeting for a change of its agenda or attendance. RecordClosedError."""
    meeting = _locked(meeting_id, actor)
    if meeting.status == MeetingStatus.CANCELLED:
        raise RecordClosedError(_("This meeting was cancelled: its papers stay as they are."))
    if not Meeting.objects.with_open_papers().filter(pk=meeting_id).exists():
        raise RecordClosedError(
            _("The minutes of this meeting are approved: its papers stay as they are.")
        )
    return meeting


@transaction.atomic
def settle_agenda(*, meeting_id: int, actor: User, before: Sequence[str]) -> Meeting:
    """Number the items 1, 2, 3 … in their order; after convening, write down what changed.

    `before` are the titles as they stood, in order.
    """
    meeting = _locked(meeting_id, actor)
    items = list(meeting.agenda.order_by("position", "pk"))
    for position, item in enumerate(items, start=1):
        if item.position != position:
            item.position = position
            item.save(update_fields=["position"])
    after = [item.title for item in items]
    if meeting.status == MeetingStatus.CONVENED and list(before) != after:
        history.record(
            subject=meeting,
            kind=MeetingEvent.AGENDA_CHANGED,
            actor=actor,
            changes={"agenda": [list(before), after]},
        )
    return meeting


@transaction.atomic
def note_attendance(*, meeting_id: int, actor: User) -> Meeting:
    """The list of who was there has been put right; the history says by whom."""
    meeting = _locked(meeting_id, actor)
    history.record(subject=meeting, kind=MeetingEvent.ATTENDANCE_CHANGED, actor=actor)
    return meeting


def _locked(meeting_id: int, actor: User) -> Meeting:
    if not policies.can_keep_meetings(actor):
        raise NotAllowedError
    return Meeting.objects.select_for_update().get(pk=meeting_id)


def _check_move(meeting: Meeting, target: MeetingStatus) -> None:
    check_move(MEETING_MOVES, MeetingStatus(meeting.status), target, _("This meeting"))


def _is_open(meeting: Meeting) -> bool:
    return meeting.is_open_to_members or meeting.body == Body.ASSEMBLY


def _as_json(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.datetime) else str(value or "")


def _lines(meeting: Meeting, attendance: Sequence[Present]) -> list[Attendance]:
    """Attendance rows: the Board in order of office, then the others as they were written."""
    mandates = {
        mandate.pk: mandate for mandate in Mandate.objects.on(meeting.day).in_order_of_office()
    }
    board = {line.mandate_id: line for line in attendance if line.mandate_id}
    if meeting.body == Body.BOARD and set(board) != set(mandates):
        raise AttendanceError(
            _("Say of everybody who held an office of the Board that day whether they were there.")
        )
    if unknown := set(board) - set(mandates):
        raise AttendanceError(
            _("%(count)d of these people held no office that day.") % {"count": len(unknown)}
        )
    if mandates and meeting.body == Body.BOARD and not _somebody_came(board.values()):
        raise AttendanceError(_("Nobody of the Board was there: cancel the meeting instead."))
    rows = [
        Attendance(
            meeting=meeting,
            mandate=mandate,
            office=mandate.office,
            person_name=mandate.person_name,
            organisation_name=mandate.organisation_name,
            presence=board[pk].presence,
        )
        for pk, mandate in mandates.items()
        if pk in board
    ]
    return rows + [
        Attendance(
            meeting=meeting,
            person_name=line.person_name,
            organisation_name=line.organisation_name,
            presence=line.presence,
        )
        for line in attendance
        if not line.mandate_id
    ]


def _somebody_came(lines: Any) -> bool:
    return any(line.presence in PRESENT for line in lines)
