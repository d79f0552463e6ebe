"""Admission, and the membership from its first day to its last."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts import actions as accounts
from members.accounts.models import User
from members.organisations import notifications, policies
from members.organisations.actions.sizes import record_size
from members.organisations.errors import AlreadyMemberError, OrganisationError
from members.organisations.models import (
    MEMBERSHIP_MOVES,
    Association,
    EndReason,
    Measure,
    Membership,
    MembershipBegins,
    MembershipStatus,
    Organisation,
    OrganisationEvent,
    Representative,
    Role,
    RoleHeld,
    StatuteRules,
)

FIRST_ROLES = (Role.PRIMARY_CONTACT, Role.ADMINISTRATOR, Role.BILLING)


@dataclass(frozen=True)
class NewMember:
    """The organisation as the application describes it; the day of the count is when
    `staff_count` was true, `turnover` is that of the year that ended on its day. `founded_on` is
    None where it was not asked: what is known stays.
    """

    category: str
    legal_name: str
    display_name: str
    country: str
    identifier: str
    register_number: str
    street: str
    city: str
    county: str
    postal_code: str
    website: str
    staff_count: int | None
    staff_counted_on: dt.date | None
    language: str
    turnover: Decimal | None = None
    turnover_currency: str = ""
    turnover_ended_on: dt.date | None = None
    founded_on: dt.date | None = None


@dataclass(frozen=True)
class NewContact:
    full_name: str
    email: str
    job_title: str
    phone: str
    language: str
    more_roles: tuple[str, ...] = ()  # beside FIRST_ROLES


@transaction.atomic
def admit(
    *,
    new_member: NewMember,
    contact: NewContact,
    decision_reference: str,
    approved_on: dt.date,
    actor: User | None,
    reason: str = "",
) -> Membership:
    """Carry out the Board's decision: the organisation, its membership and its first person.

    The caller has asked whether the actor may decide, and writes the letters. A known
    organisation whose membership is over comes back under its own record. Raises
    AlreadyMemberError, and AccountClosedError of the accounts.
    """
    # Admissions wait for each other here, so that two of the same organisation meet.
    Association.objects.select_for_update(no_key=True).first()
    organisation = _known_or_new(new_member)
    rules = StatuteRules.objects.in_force(approved_on)
    begins_now = rules is not None and rules.membership_begins == MembershipBegins.AT_DECISION
    membership = Membership.objects.create(
        organisation=organisation,
        status=MembershipStatus.ACTIVE if begins_now else MembershipStatus.AWAITING_PAYMENT,
        approved_on=approved_on,
        decision_reference=decision_reference,
        started_on=approved_on if begins_now else None,
    )
    _keep_size(organisation, new_member)
    _seat_first_person(organisation, contact, since=approved_on)
    history.record(
        subject=organisation,
        kind=OrganisationEvent.ADMITTED,
        actor=actor,
        reason=reason,
        changes={
            "decision": ["", decision_reference],
            "primary_contact": ["", contact.full_name],
        },
    )
    return membership


def _known_or_new(new: NewMember) -> Organisation:
    kept_elsewhere = _IDENTITY | _SIZE
    facts = {name: value for name, value in vars(new).items() if name not in kept_elsewhere}
    if new.founded_on is None:
        del facts["founded_on"]
    organisation = (
        Organisation.objects.select_for_update()
        .filter(country=new.country, identifier=new.identifier)
        .first()
    )
    if organisation is None:
        return Organisation.objects.create(
            country=new.country,
            identifier=new.identifier,
            slug=_free_slug(new.display_name or new.legal_name),
            **facts,
        )
    if organisation.memberships.not_over().exists():
        raise AlreadyMemberError(
            _("%(organisation)s has this code and is a member already, or is about to be.")
            % {"organisation": organisation}
        )
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(facts))
    return organisation


_IDENTITY = {"country", "identifier"}
_SIZE = {
    "staff_count", "staff_counted_on", "turnover", "turnover_currency", "turnover_ended_on",
}  # fmt: skip


def _keep_size(organisation: Organisation, new: NewMember) -> None:
    """What the application declared is accepted with it."""
    if new.staff_count is not None and new.staff_counted_on is not None:
        record_size(
            organisation_id=organisation.pk,
            measure=Measure.STAFF,
            value=Decimal(new.staff_count),
            counted_on=new.staff_counted_on,
            actor=None,
        )
    if new.turnover is not None and new.turnover_ended_on is not None:
        record_size(
            organisation_id=organisation.pk,
            measure=Measure.TURNOVER,
            value=new.turnover,
            currency=new.turnover_currency,
            counted_on=new.turnover_ended_on,
            actor=None,
        )


def _free_slug(name: str) -> str:
    longest = Organisation._meta.get_field("slug").max_length or 80
    stem = slugify(name)[: longest - 5].strip("-") or "member"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbered if slug not in taken)


def _seat_first_person(organisation: Organisation, contact: NewContact, since: dt.date) -> None:
    person = accounts.find_or_make_person(
        email=contact.email,
        full_name=contact.full_name,
        phone=contact.phone,
        language=contact.language,
    )
    tie, _made = Representative.objects.get_or_create(
        organisation=organisation,
        user=person,
        ended_on=None,
        defaults={"job_title": contact.job_title, "started_on": since},
    )
    now = timezone.now()
    held = RoleHeld.objects.open().filter(organisation=organisation)
    held.filter(role=Role.PRIMARY_CONTACT).exclude(representative=tie).update(ended_at=now)
    has = set(held.filter(representative=tie).values_list("role", flat=True))
    RoleHeld.objects.bulk_create(
        RoleHeld(representative=tie, organisation=organisation, role=role, started_at=now)
        for role in (*FIRST_ROLES, *contact.more_roles)
        if role not in has
    )


@transaction.atomic
def activate(
    *, membership_id: int, started_on: dt.date, actor: User | None, reason: str = ""
) -> Membership:
    """The membership takes effect, on `started_on` or on the day of approval if that is later.

    The caller answers for the right: it follows from a payment or a decision.
    """
    membership = _locked(membership_id)
    if membership.status == MembershipStatus.SUSPENDED:
        raise IllegalTransitionError(
            _("This membership is suspended: lift the suspension instead of beginning it again.")
        )
    _check(membership, MembershipStatus.ACTIVE)
    membership.status = MembershipStatus.ACTIVE
    membership.started_on = max(started_on, membership.approved_on)
    membership.save(update_fields=["status", "started_on"])
    _record(
        membership,
        OrganisationEvent.MEMBERSHIP_BEGAN,
        actor,
        reason,
        started_on=["", membership.started_on.isoformat()],
    )
    notifications.membership_began(membership)
    return membership


@transaction.atomic
def suspend(*, membership_id: int, actor: User, reason: str) -> Membership:
    """Rights rest from now on; what was done before stays done."""
    membership = _locked(membership_id)
    _may_manage(actor)
    _check(membership, MembershipStatus.SUSPENDED)
    membership.status = MembershipStatus.SUSPENDED
    membership.save(update_fields=["status"])
    _record(membership, OrganisationEvent.SUSPENDED, actor, reason)
    notifications.membership_suspended(membership, reason=reason)
    return membership


@transaction.atomic
def resume(*, membership_id: int, actor: User, reason: str = "") -> Membership:
    membership = _locked(membership_id)
    _may_manage(actor)
    if membership.status == MembershipStatus.AWAITING_PAYMENT:
        raise IllegalTransitionError(_("This membership has not begun yet."))
    _check(membership, MembershipStatus.ACTIVE)
    membership.status = MembershipStatus.ACTIVE
    membership.save(update_fields=["status"])
    _record(membership, OrganisationEvent.RESUMED, actor, reason)
    notifications.membership_resumed(membership)
    return membership


@transaction.atomic
def rest_for_arrears(*, membership_id: int, reason: str) -> Membership:
    """Rights rest because dues are unpaid for as long as the statute allows; the portal's own
    job does it, and `wake_after_arrears` ends it when they are paid.
    """
    membership = _locked(membership_id)
    _check(membership, MembershipStatus.SUSPENDED)
    membership.status = MembershipStatus.SUSPENDED
    membership.save(update_fields=["status"])
    _record(membership, OrganisationEvent.SUSPENDED, None, reason)
    notifications.membership_suspended(membership, reason=reason)
    return membership


@transaction.atomic
def wake_after_arrears(*, membership_id: int, reason: str) -> Membership:
    """The dues that made it rest are settled."""
    membership = _locked(membership_id)
    _check(membership, MembershipStatus.ACTIVE)
    membership.status = MembershipStatus.ACTIVE
    membership.save(update_fields=["status"])
    _record(membership, OrganisationEvent.RESUMED, None, reason)
    notifications.membership_resumed(membership)
    return membership


@transaction.atomic
def end(
    *, membership_id: int, ended_on: dt.date, end_reason: str, actor: User, reason: str
) -> Membership:
    """Close the membership on a day; an active one may be given a day to come, and keeps its
    rights until then. The organisation and its history stay.
    """
    membership = _locked(membership_id)
    _may_manage(actor)
    _check(membership, MembershipStatus.ENDED)
    _check_last_day(membership, ended_on, EndReason(end_reason))
    before = membership.status
    membership.status = MembershipStatus.ENDED
    membership.ended_on, membership.end_reason = ended_on, EndReason(end_reason)
    membership.save(update_fields=["status", "ended_on", "end_reason"])
    _record(
        membership,
        OrganisationEvent.MEMBERSHIP_ENDED,
        actor,
        reason,
        status=[before, MembershipStatus.ENDED.value],
        ended_on=["", ended_on.isoformat()],
        end_reason=["", end_reason],
    )
    notifications.membership_ended(membership, reason=reason)
    return membership


def _check_last_day(membership: Membership, ended_on: dt.date, why: EndReason) -> None:
    if ended_on < (membership.started_on or membership.approved_on):
        raise OrganisationError(_("A membership cannot end before it began."))
    if ended_on > timezone.localdate() and membership.status != MembershipStatus.ACTIVE:
        raise OrganisationError(
            _("Only an active membership can be given a last day to come; choose today.")
        )
    never_began = membership.started_on is None
    if why != EndReason.MERGED and (why == EndReason.NEVER_PAID) != never_began:
        raise OrganisationError(
            _("“%(reason)s” is for memberships that never began, and only for them.")
            % {"reason": EndReason.NEVER_PAID.label}
        )


def _locked(membership_id: int) -> Membership:
    return (
        Membership.objects.select_for_update(of=["self"])
        .select_related("organisation")
        .get(pk=membership_id)
    )


def _may_manage(actor: User) -> None:
    if not policies.can_manage_memberships(actor):
        raise NotAllowedError


def _check(membership: Membership, target: MembershipStatus) -> None:
    check_move(MEMBERSHIP_MOVES, MembershipStatus(membership.status), target, _("This membership"))


def _record(
    membership: Membership,
    kind: OrganisationEvent,
    actor: User | None,
    reason: str,
    **changes: Any,
) -> None:
    history.record(
        subject=membership.organisation, kind=kind, actor=actor, reason=reason, changes=changes
    )
