"""Somebody with an address of an organisation's mail domain asks to represent it; one of its
administrators says yes or no. Nobody learns from it who represents the organisation already.
"""

import re
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts import actions as accounts
from members.accounts.models import User
from members.organisations import notifications, policies
from members.organisations.errors import OrganisationError
from members.organisations.models import (
    JOIN_MOVES,
    JoinRequest,
    JoinStatus,
    MailDomain,
    Membership,
    Organisation,
    OrganisationEvent,
    OrganisationQuerySet,
    Representative,
    Role,
    RoleHeld,
    domain_of,
)

SHAPE = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")


@transaction.atomic
def add_domain(*, organisation_id: int, domain: str, actor: User) -> MailDomain:
    """Confirmed at once where the actor has a proven address there, else by the office."""
    organisation = Organisation.objects.held(organisation_id)
    if not policies.can_manage_people(actor, organisation):
        raise NotAllowedError
    name = domain_of(domain)
    if not SHAPE.match(name):
        raise OrganisationError(_("Write the part behind the @, such as example.org."))
    if name in settings.FREE_MAIL_DOMAINS:
        raise OrganisationError(
            _("Everybody can have an address at %(domain)s, so it proves nothing.")
            % {"domain": name}
        )
    if organisation.mail_domains.open().filter(domain=name).exists():
        raise OrganisationError(_("This domain is in the list already."))
    is_proven = name in {domain_of(one) for one in accounts.proven_addresses(actor)}
    row = MailDomain.objects.create(
        organisation=organisation,
        domain=name,
        added_by=actor,
        added_at=timezone.now(),
        confirmed_by=actor if is_proven else None,
        confirmed_at=timezone.now() if is_proven else None,
    )
    _note(organisation, OrganisationEvent.DOMAIN_ADDED, actor, domain=["", name])
    return row


@transaction.atomic
def confirm_domain(*, domain_id: int, actor: User) -> MailDomain:
    row = _held_domain(domain_id)
    if not policies.can_confirm_domains(actor):
        raise NotAllowedError
    if row.confirmed_at is None:
        row.confirmed_by, row.confirmed_at = actor, timezone.now()
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        _note(row.organisation, OrganisationEvent.DOMAIN_CONFIRMED, actor, domain=["", row.domain])
    return row


@transaction.atomic
def end_domain(*, domain_id: int, actor: User) -> MailDomain:
    row = _held_domain(domain_id)
    if not policies.can_manage_people(actor, row.organisation):
        raise NotAllowedError
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        _note(row.organisation, OrganisationEvent.DOMAIN_ENDED, actor, domain=[row.domain, ""])
    return row


def may_be_asked_by(person: User) -> OrganisationQuerySet:
    """The members whose confirmed mail domain is that of a proven address of this person."""
    domains = {domain_of(address) for address in accounts.proven_addresses(person)}
    own = person.representations.open().values("organisation")
    confirmed = MailDomain.objects.confirmed().filter(domain__in=domains)
    held = Membership.objects.open()
    return Organisation.objects.filter(
        pk__in=confirmed.filter(organisation__in=held.values("organisation")).values("organisation")
    ).exclude(pk__in=own)


@transaction.atomic
def ask_to_represent(
    *, organisation_id: int, actor: User, job_title: str = "", message: str = ""
) -> JoinRequest:
    """Whatever stands in the way, the sentence says the same: nothing is learnt by asking."""
    organisation = Organisation.objects.held(organisation_id)
    if not may_be_asked_by(actor).filter(pk=organisation.pk).exists():
        raise OrganisationError(
            _("You cannot ask this organisation. Ask one of its administrators to invite you.")
        )
    earlier = organisation.join_requests.filter(user=actor)
    if earlier.waiting().exists():
        raise OrganisationError(_("Your request waits for an answer already."))
    wait = timezone.now() - settings.ASK_AGAIN_AFTER
    if earlier.filter(status=JoinStatus.DECLINED, decided_at__gt=wait).exists():
        raise OrganisationError(_("Your request was declined a short while ago."))
    domains = set(organisation.mail_domains.confirmed().values_list("domain", flat=True))
    proven = sorted(one for one in accounts.proven_addresses(actor) if domain_of(one) in domains)
    asked = JoinRequest.objects.create(
        organisation=organisation,
        user=actor,
        email=proven[0],
        job_title=job_title,
        message=message,
        requested_at=timezone.now(),
    )
    _note(organisation, OrganisationEvent.JOIN_ASKED, actor, person=["", str(actor)])
    notifications.join_asked(asked)
    return asked


@transaction.atomic
def accept_join_request(*, request_id: int, actor: User) -> Representative:
    """The person represents the organisation from today; other roles are given afterwards."""
    asked = _held_request(request_id)
    organisation = asked.organisation
    if not policies.can_manage_people(actor, organisation):
        raise NotAllowedError
    if not asked.user.is_active:
        raise OrganisationError(_("The account of this person is closed."))
    _answer(asked, JoinStatus.ACCEPTED, actor)
    tie, made = Representative.objects.get_or_create(
        organisation=organisation,
        user=asked.user,
        ended_on=None,
        defaults={"job_title": asked.job_title, "started_on": timezone.localdate()},
    )
    if made:
        RoleHeld.objects.create(
            representative=tie, organisation=organisation, role=Role.REPRESENTATIVE
        )
        _note(organisation, OrganisationEvent.PERSON_JOINED, actor, person=["", str(asked.user)])
    roles = tie.roles_held.open().values_list("role", flat=True)
    notifications.welcomed(tie, roles=list(roles))
    return tie


@transaction.atomic
def decline_join_request(*, request_id: int, actor: User, answer: str = "") -> JoinRequest:
    asked = _held_request(request_id)
    if not policies.can_manage_people(actor, asked.organisation):
        raise NotAllowedError
    asked.answer = answer
    _answer(asked, JoinStatus.DECLINED, actor)
    _note(asked.organisation, OrganisationEvent.JOIN_DECLINED, actor, person=["", str(asked.user)])
    notifications.join_answered(asked)
    return asked


@transaction.atomic
def withdraw_join_request(*, request_id: int, actor: User) -> JoinRequest:
    asked = _held_request(request_id)
    if asked.user_id != actor.pk:
        raise NotAllowedError
    _answer(asked, JoinStatus.WITHDRAWN, actor)
    return asked


@transaction.atomic
def lapse_join_request(*, request_id: int) -> JoinRequest:
    """Nobody answered in time; safe to run twice."""
    asked = _held_request(request_id)
    if asked.status == JoinStatus.ASKED:
        _answer(asked, JoinStatus.LAPSED, None)
        notifications.join_answered(asked)
    return asked


def _held_domain(domain_id: int) -> MailDomain:
    found = MailDomain.objects.values_list("organisation_id", flat=True).get(pk=domain_id)
    organisation = Organisation.objects.held(found)
    row = MailDomain.objects.get(pk=domain_id)
    row.organisation = organisation
    return row


def _held_request(request_id: int) -> JoinRequest:
    found = JoinRequest.objects.values_list("organisation_id", flat=True).get(pk=request_id)
    organisation = Organisation.objects.held(found)
    asked = JoinRequest.objects.select_related("user").get(pk=request_id)
    asked.organisation = organisation
    return asked


def _answer(asked: JoinRequest, answer: JoinStatus, actor: User | None) -> None:
    check_move(JOIN_MOVES, JoinStatus(asked.status), answer, _("This request"))
    asked.status, asked.decided_by, asked.decided_at = answer, actor, timezone.now()
    asked.save(update_fields=["status", "decided_by", "decided_at", "answer"])


def _note(
    organisation: Organisation, kind: OrganisationEvent, actor: User, **changes: list[Any]
) -> None:
    history.record(subject=organisation, kind=kind, actor=actor, changes=changes)
