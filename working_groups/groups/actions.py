"""What may change in a working group. Every function locks the group first, then the seat."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.organisations.models import Organisation, Representative
from working_groups.groups import notifications, policies
from working_groups.groups.errors import (
    AlreadySeatedError,
    ChangedMeanwhileError,
    LastCoordinatorError,
    NotJoinableError,
    NotSeatedError,
    ReasonMissingError,
)
from working_groups.groups.models import (
    GROUP_MOVES,
    SEAT_MOVES,
    GroupEvent,
    GroupStatus,
    Seat,
    SeatRole,
    SeatStatus,
    WorkingGroup,
)


@transaction.atomic
def request_seat(*, group_id: int, organisation_id: int, actor: User, message: str = "") -> Seat:
    """Ask to join for an organisation. Asked twice, it is the same request."""
    group = _locked_group(group_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    known = group.seats.open().filter(user=actor).select_related("organisation").first()
    if known and known.status == SeatStatus.REQUESTED and known.organisation == organisation:
        return known
    if group.status != GroupStatus.ACTIVE:
        raise NotJoinableError(_("This group takes nobody in at present."))
    if not policies.can_join(actor, group, organisation):
        raise NotAllowedError
    if known and known.status == SeatStatus.REQUESTED:
        raise AlreadySeatedError(
            _("You have asked to join for %(organisation)s. Withdraw that request first.")
            % {"organisation": known.organisation}
        )
    if known and group.seats.held().filter(pk=known.pk).exists():
        raise AlreadySeatedError(_("You have a seat in this group already."))
    if known:  # held for an organisation that the person no longer represents as a member
        _end(known, event=GroupEvent.SEAT_ENDED, actor=actor)
    seat = Seat.objects.create(
        group=group,
        user=actor,
        organisation=organisation,
        person_name=str(actor),
        organisation_name=str(organisation),
        message=message,
    )
    history.record(
        subject=group,
        kind=GroupEvent.SEAT_REQUESTED,
        actor=actor,
        actor_label=seat.who,
        reason=message,
        is_internal=True,
    )
    notifications.seat_requested(seat=seat)
    return seat


@transaction.atomic
def withdraw_request(*, seat_id: int, actor: User) -> Seat:
    seat = _locked_seat(seat_id)
    if seat.user != actor:
        raise NotAllowedError
    if seat.status == SeatStatus.WITHDRAWN:
        return seat
    _answer(seat, SeatStatus.WITHDRAWN)
    history.record(
        subject=seat.group,
        kind=GroupEvent.SEAT_WITHDRAWN,
        actor=actor,
        actor_label=seat.who,
        is_internal=True,
    )
    return seat


@transaction.atomic
def accept_seat(*, seat_id: int, actor: User) -> Seat:
    """The person joins; only while they still speak for an active member."""
    seat = _locked_seat(seat_id)
    if not policies.can_decide(actor, seat.group):
        raise NotAllowedError
    if seat.status == SeatStatus.REQUESTED and seat.group.status != GroupStatus.ACTIVE:
        raise NotJoinableError(_("This group takes nobody in at present."))
    _answer(seat, SeatStatus.HELD)
    if not Seat.objects.held().filter(pk=seat.pk).exists():
        raise NotJoinableError(
            _("%(person)s no longer represents an active member: please decline, and say so.")
            % {"person": seat.person_name}
        )
    history.record(subject=seat.group, kind=GroupEvent.SEAT_ACCEPTED, actor=actor, reason=seat.who)
    notifications.seat_accepted(seat=seat, by=actor)
    return seat


@transaction.atomic
def decline_seat(*, seat_id: int, actor: User, reason: str) -> Seat:
    """Not this time; the reason goes to the person."""
    seat = _locked_seat(seat_id)
    if not policies.can_decide(actor, seat.group):
        raise NotAllowedError
    _demand(reason, _("Please say why: the person reads it."))
    _decline(seat, actor=actor, reason=reason)
    return seat


@transaction.atomic
def leave_group(*, group_id: int, actor: User, successor_id: int | None = None) -> Seat:
    """Give up one's own seat. Whoever coordinates alone names, by the seat, who does so next."""
    group = _locked_group(group_id)
    seat = _own_seat(group, actor)
    _hand_to(group, seat, successor_id, actor=actor)
    _end(seat, event=GroupEvent.SEAT_LEFT, actor=actor)
    notifications.seat_left(seat=seat)
    return seat


@transaction.atomic
def hand_over(*, group_id: int, actor: User, successor_id: int | None = None) -> Seat:
    """Coordinate no longer, and stay in the group as a member."""
    group = _locked_group(group_id)
    seat = _own_seat(group, actor)
    if seat.role != SeatRole.COORDINATOR:
        raise NotSeatedError(_("You do not coordinate this group."))
    if seat.organisation is None:
        raise NotJoinableError(
            _("You sit here for no organisation, so you can leave the group, not stay as a member.")
        )
    _hand_to(group, seat, successor_id, actor=actor)
    seat = _in_role(seat, SeatRole.MEMBER)
    history.record(
        subject=group, kind=GroupEvent.COORDINATOR_STEPPED_DOWN, actor=actor, reason=seat.who
    )
    return seat


@transaction.atomic
def end_seat(*, seat_id: int, actor: User, reason: str) -> Seat:
    """Take somebody out of the group; the reason goes to the person."""
    seat = _locked_seat(seat_id)
    if not policies.can_decide(actor, seat.group):
        raise NotAllowedError
    check_move(SEAT_MOVES, SeatStatus(seat.status), SeatStatus.LEFT, _("This seat"))
    _demand(reason, _("Please say why: the person reads it."))
    if policies.is_last_coordinator(seat):
        raise LastCoordinatorError(_("Name another coordinator first."))
    _end(seat, event=GroupEvent.SEAT_ENDED, actor=actor, office_note=reason)
    notifications.seat_ended(seat=seat, by=actor, reason=reason)
    return seat


@transaction.atomic
def appoint_coordinator(
    *, group_id: int, user_id: int, actor: User, organisation_id: int | None = None
) -> Seat:
    """A coordinator names one of the group's people; the office names anybody.

    Without `organisation_id` somebody new sits for no organisation: the office or the Board.
    """
    group = _locked_group(group_id)
    person = User.objects.get(pk=user_id)
    is_office = policies.is_office(actor)
    known = group.seats.open().filter(user=person).select_related("user", "organisation").first()
    holds = known is not None and group.seats.held().filter(pk=known.pk).exists()
    if not (is_office or (holds and policies.coordinates(actor, group))):
        raise NotAllowedError
    if known and holds and known.role == SeatRole.COORDINATOR:
        return known
    if group.status == GroupStatus.CONCLUDED:
        raise NotJoinableError(_("This group has concluded its work."))
    if known and holds:
        return _as_coordinator(_in_role(known, SeatRole.COORDINATOR), actor=actor)
    if organisation_id and not _speaks_for_member(person, organisation_id):
        raise NotJoinableError(
            _("%(person)s does not represent this organisation, or it is not an active member.")
            % {"person": person}
        )
    if known and known.status == SeatStatus.REQUESTED:
        _answer(known, SeatStatus.WITHDRAWN)
    elif known:
        _end(known, event=GroupEvent.SEAT_ENDED, actor=actor)
    organisation = Organisation.objects.get(pk=organisation_id) if organisation_id else None
    return _as_coordinator(
        Seat.objects.create(
            group=group,
            user=person,
            organisation=organisation,
            role=SeatRole.COORDINATOR,
            status=SeatStatus.HELD,
            person_name=str(person),
            organisation_name=str(organisation or ""),
            started_on=timezone.localdate(),
        ),
        actor=actor,
    )


@transaction.atomic
def change_group_status(
    *,
    group_id: int,
    target: GroupStatus,
    actor: User,
    reason: str = "",
    decision_reference: str = "",
) -> WorkingGroup:
    """Start, rest or conclude a group. Conclusion declines the requests that wait; seats stay, so
    that those who took part can read what they made.
    """
    group = _locked_group(group_id)
    if not policies.is_office(actor):
        raise NotAllowedError
    before = GroupStatus(group.status)
    check_move(GROUP_MOVES, before, target, _("This group"))
    if target != GroupStatus.ACTIVE:
        _demand(reason, _("Please say why: the group's people read it."))
    today = timezone.localdate()
    changes: dict[str, Any] = {"status": [before.value, target.value]}
    group.status = target
    if target == GroupStatus.ACTIVE and group.founded_on is None:
        group.founded_on = today
    if target == GroupStatus.CONCLUDED:
        group.concluded_on = today
        for seat in group.seats.requested().select_for_update(of=("self",)).select_related("user"):
            _decline(seat, actor=actor, reason=_("The group has concluded its work."))
    if decision_reference:
        changes["decision_reference"] = [group.decision_reference, decision_reference]
        group.decision_reference = decision_reference
    group.save(update_fields=["status", "founded_on", "concluded_on", "decision_reference"])
    kind = GroupEvent[target.name]
    history.record(subject=group, kind=kind, actor=actor, reason=reason, changes=changes)
    return group


@transaction.atomic
def edit_inside(
    *, group_id: int, actor: User, inside_en: str, inside_ro: str, seen: str
) -> WorkingGroup:
    """Save the members' page in both languages.

    `seen` is the group's `inside_version` when the text was opened, so that nobody overwrites
    what they have not read.
    """
    group = _locked_group(group_id)
    if not policies.can_edit_inside(actor, group):
        raise NotAllowedError
    after = {"inside_en": inside_en, "inside_ro": inside_ro}
    changes = {
        field: [getattr(group, field) or "", text]
        for field, text in after.items()
        if (getattr(group, field) or "") != text
    }
    if not changes:
        return group
    if seen != group.inside_version:
        raise ChangedMeanwhileError(
            _(
                "Somebody else has changed this page since you opened it. Their text is shown "
                "below the form: put both together, then save again."
            )
        )
    for field, text in after.items():
        setattr(group, field, text)
    group.save(update_fields=["inside_en", "inside_html_en", "inside_ro", "inside_html_ro"])
    history.record(subject=group, kind=GroupEvent.INSIDE_EDITED, actor=actor, changes=changes)
    return group


def _locked_group(group_id: int) -> WorkingGroup:
    return WorkingGroup.objects.select_for_update().get(pk=group_id)


def _locked_seat(seat_id: int) -> Seat:
    group = _locked_group(Seat.objects.values_list("group_id", flat=True).get(pk=seat_id))
    seat = (
        Seat.objects.select_for_update(of=("self",))
        .select_related("user", "organisation")
        .get(pk=seat_id)
    )
    seat.group = group
    return seat


def _own_seat(group: WorkingGroup, actor: User) -> Seat:
    seat = (
        group.seats.select_for_update(of=("self",))
        .filter(user=actor, status=SeatStatus.HELD)
        .select_related("user", "organisation")
        .first()
    )
    if seat is None:
        raise NotSeatedError(_("You have no seat in this group."))
    return seat


def _demand(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise ReasonMissingError(sentence)


def _speaks_for_member(person: User, organisation_id: int) -> bool:
    ties = Representative.objects.of_active_members()
    return ties.filter(user=person, organisation=organisation_id).exists()


def _answer(seat: Seat, target: SeatStatus, answer: str = "") -> None:
    check_move(SEAT_MOVES, SeatStatus(seat.status), target, _("This request"))
    seat.status, seat.answered_at, seat.answer = target, timezone.now(), answer
    if target == SeatStatus.HELD:
        seat.started_on = timezone.localdate()
    seat.save(update_fields=["status", "answered_at", "answer", "started_on"])


def _decline(seat: Seat, *, actor: User, reason: str) -> None:
    _answer(seat, SeatStatus.DECLINED, reason)
    history.record(
        subject=seat.group,
        kind=GroupEvent.SEAT_DECLINED,
        actor=actor,
        reason=seat.who,
        office_note=reason,
        is_internal=True,
    )
    notifications.seat_declined(seat=seat, by=actor)


def _close(seat: Seat) -> None:
    check_move(SEAT_MOVES, SeatStatus(seat.status), SeatStatus.LEFT, _("This seat"))
    seat.status, seat.ended_on = SeatStatus.LEFT, timezone.localdate()
    seat.save(update_fields=["status", "ended_on"])


def _end(seat: Seat, *, event: GroupEvent, actor: User, office_note: str = "") -> None:
    _close(seat)
    history.record(
        subject=seat.group, kind=event, actor=actor, reason=seat.who, office_note=office_note
    )


def _in_role(seat: Seat, role: SeatRole) -> Seat:
    """The same place in another role: the old row ends today, a new one begins."""
    _close(seat)
    return Seat.objects.create(
        group=seat.group,
        user=seat.user,
        organisation=seat.organisation,
        role=role,
        status=SeatStatus.HELD,
        person_name=str(seat.user),
        organisation_name=str(seat.organisation or ""),
        requested_at=seat.requested_at,
        answered_at=seat.answered_at,
        started_on=timezone.localdate(),
    )


def _as_coordinator(seat: Seat, *, actor: User) -> Seat:
    history.record(
        subject=seat.group, kind=GroupEvent.COORDINATOR_NAMED, actor=actor, reason=seat.who
    )
    if seat.user != actor:
        notifications.coordinator_named(seat=seat, by=actor)
    return seat


def _hand_to(group: WorkingGroup, seat: Seat, successor_id: int | None, *, actor: User) -> None:
    """Before `seat` stops coordinating: somebody else does, or becomes the one who does."""
    if not Seat.objects.coordinating().filter(pk=seat.pk).exists():
        return
    if successor_id is None:
        if policies.is_last_coordinator(seat):
            raise LastCoordinatorError(
                _("You are the only coordinator: say who coordinates the group after you.")
            )
        return
    others = group.seats.held().exclude(pk=seat.pk).select_related("user", "organisation")
    successor = others.filter(pk=successor_id).first()
    if successor is None:
        raise NotSeatedError(_("Choose somebody who has a seat in this group."))
    if successor.role != SeatRole.COORDINATOR:
        _as_coordinator(_in_role(successor, SeatRole.COORDINATOR), actor=actor)
