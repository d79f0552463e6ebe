"""What becomes of organisations: they get a new name, merge, split, are taken over.

Documents, payments and history stay with the organisation they were written for: what it owes or is
owed is settled in its own ledger. People and their roles go along with a merger.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.organisations import notifications, policies
from members.organisations.actions.memberships import end
from members.organisations.errors import OrganisationError
from members.organisations.models import (
    SINGLE_ROLES,
    ChangeStatus,
    EndReason,
    InvitationStatus,
    JoinStatus,
    Lineage,
    LineageKind,
    MailDomain,
    Organisation,
    OrganisationEvent,
    Representative,
    RoleHeld,
    SizeStatus,
)


@transaction.atomic
def rename(
    *,
    organisation_id: int,
    legal_name: str,
    display_name: str,
    on: dt.date,
    reference: str,
    actor: User,
) -> Organisation:
    """The office enters a new name, which the organisation need not have asked for."""
    organisation = Organisation.objects.held(organisation_id)
    if not policies.can_approve_changes(actor):
        raise NotAllowedError
    before = [organisation.legal_name, organisation.display_name]
    if [legal_name, display_name] == before:
        raise OrganisationError(_("Nothing of this is different from what we have."))
    note_new_name(
        organisation, legal_name=legal_name, display_name=display_name, on=on, reference=reference
    )
    history.record(
        subject=organisation,
        kind=OrganisationEvent.RENAMED,
        actor=actor,
        reason=reference,
        changes={
            "legal_name": [before[0], legal_name],
            "display_name": [before[1], display_name],
        },
    )
    return organisation


def note_new_name(
    organisation: Organisation, *, legal_name: str, display_name: str, on: dt.date, reference: str
) -> Lineage:
    """For a caller that holds the row, has asked the policy and writes the history. The page keeps
    its address, so that links stay true.
    """
    step = Lineage.objects.create(
        from_organisation=organisation,
        to_organisation=organisation,
        kind=LineageKind.RENAME,
        on=on,
        reference=reference,
        former_legal_name=organisation.legal_name,
        former_display_name=organisation.display_name,
    )
    organisation.legal_name, organisation.display_name = legal_name, display_name
    organisation.save(update_fields=["legal_name", "display_name"])
    return step


@transaction.atomic
def note_lineage(
    *, from_id: int, to_id: int, kind: str, on: dt.date, reference: str, actor: User
) -> Lineage:
    """Write down a split or a takeover after which both live on; nothing else changes."""
    origin, heir = _held_pair(from_id, to_id)
    if not policies.can_merge(actor):
        raise NotAllowedError
    if kind not in (LineageKind.SPLIT, LineageKind.TAKEOVER):
        raise OrganisationError(_("Choose what happened from the list."))
    step = _step(origin, heir, LineageKind(kind), on, reference)
    for subject, other in ((origin, heir), (heir, origin)):
        history.record(
            subject=subject,
            kind=OrganisationEvent.LINEAGE_NOTED,
            actor=actor,
            reason=reference,
            changes={kind: ["", str(other)], "on": ["", on.isoformat()]},
        )
    return step


@transaction.atomic
def merge(
    *, from_id: int, to_id: int, on: dt.date, reference: str, actor: User, reason: str
) -> Lineage:
    """One organisation goes into another: its membership ends, its people represent the other one
    with the roles they had, as far as the other one has nobody in a role that only one may hold.
    """
    origin, heir = _held_pair(from_id, to_id)
    if not policies.can_merge(actor):
        raise NotAllowedError
    if on > timezone.localdate():
        raise OrganisationError(_("Enter a merger once it has taken effect."))
    step = _step(origin, heir, LineageKind.MERGER, on, reference)
    _close_what_waits(origin, actor)
    membership = origin.memberships.open().first()
    if membership is not None:
        end(
            membership_id=membership.pk,
            ended_on=max(on, membership.started_on or membership.approved_on),
            end_reason=EndReason.MERGED,
            actor=actor,
            reason=reason,
        )
    _move_domains(origin, heir)
    moved = [_move_person(tie, heir) for tie in _people_of(origin)]
    people = ", ".join(str(tie.user) for tie in moved)
    history.record(
        subject=origin,
        kind=OrganisationEvent.MERGED,
        actor=actor,
        reason=reason,
        changes={"into": ["", str(heir)], "people": [people, ""]},
    )
    history.record(
        subject=heir,
        kind=OrganisationEvent.TOOK_IN,
        actor=actor,
        reason=reason,
        changes={"from": ["", str(origin)], "people": ["", people]},
    )
    for tie in moved:
        notifications.moved_by_merger(tie, origin=origin)
    return step


def _held_pair(from_id: int, to_id: int) -> tuple[Organisation, Organisation]:
    """Both rows, locked in the order of their keys, so that two mergers cannot wait in a circle."""
    if from_id == to_id:
        raise OrganisationError(_("Choose another organisation than this one."))
    rows = Organisation.objects.select_for_update(no_key=True).order_by("pk")
    found = {one.pk: one for one in rows.filter(pk__in=[from_id, to_id])}
    return found[from_id], found[to_id]


def _step(
    origin: Organisation, heir: Organisation, kind: LineageKind, on: dt.date, reference: str
) -> Lineage:
    said = Lineage.objects.filter(from_organisation=origin, to_organisation=heir, kind=kind)
    if said.filter(on=on).exists() or (kind == LineageKind.MERGER and said.exists()):
        raise OrganisationError(_("This is written down already."))
    if kind == LineageKind.MERGER:
        _check_not_a_circle(origin, heir)
    return Lineage.objects.create(
        from_organisation=origin,
        to_organisation=heir,
        kind=kind,
        on=on,
        reference=reference,
        former_legal_name=origin.legal_name,
        former_display_name=origin.display_name,
    )


def _check_not_a_circle(origin: Organisation, heir: Organisation) -> None:
    gone = Lineage.objects.filter(from_organisation=heir, kind=LineageKind.MERGER).first()
    if gone is not None:
        raise OrganisationError(
            _("%(organisation)s went into %(other)s itself: choose that one.")
            % {"organisation": heir, "other": gone.to_organisation}
        )


def _close_what_waits(origin: Organisation, actor: User) -> None:
    """Nobody is to answer any more what was asked for the organisation that is gone."""
    now = timezone.now()
    origin.invitations.filter(status=InvitationStatus.OPEN).update(
        status=InvitationStatus.REVOKED, answered_at=now
    )
    origin.change_requests.waiting().update(
        status=ChangeStatus.WITHDRAWN, decided_by=actor, decided_at=now
    )
    origin.join_requests.waiting().update(
        status=JoinStatus.LAPSED, decided_by=actor, decided_at=now
    )
    origin.sizes.waiting().update(status=SizeStatus.WITHDRAWN, verified_by=actor, verified_at=now)


def _move_domains(origin: Organisation, heir: Organisation) -> None:
    """Colleagues of before find their way to the other organisation."""
    now = timezone.now()
    has = set(heir.mail_domains.open().values_list("domain", flat=True))
    rows = origin.mail_domains.open().select_for_update()
    for row in list(rows):
        if row.domain not in has:
            MailDomain.objects.create(
                organisation=heir,
                domain=row.domain,
                added_by_id=row.added_by_id,
                added_at=now,
                confirmed_by_id=row.confirmed_by_id,
                confirmed_at=row.confirmed_at,
            )
        row.ended_at = now
        row.save(update_fields=["ended_at"])


def _people_of(origin: Organisation) -> list[Representative]:
    return list(origin.representatives.open().select_related("user").order_by("pk"))


def _move_person(tie: Representative, heir: Organisation) -> Representative:
    today = timezone.localdate()
    moved, _made = Representative.objects.get_or_create(
        organisation=heir,
        user=tie.user,
        ended_on=None,
        defaults={"job_title": tie.job_title, "started_on": today},
    )
    has = set(moved.roles_held.open().values_list("role", flat=True))
    taken = set(
        RoleHeld.objects.open()
        .filter(organisation=heir, role__in=SINGLE_ROLES)
        .values_list("role", flat=True)
    )
    had = set(tie.roles_held.open().values_list("role", flat=True))
    RoleHeld.objects.bulk_create(
        RoleHeld(representative=moved, organisation=heir, role=role)
        for role in sorted(had - has - taken)
    )
    tie.roles_held.open().update(ended_at=timezone.now())
    tie.ended_on, tie.is_public = today, False
    tie.save(update_fields=["ended_on", "is_public"])
    return moved
