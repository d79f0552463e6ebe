"""How large an organisation is: declared by its people, accepted by the office, never overwritten.

`Organisation.staff_count` always says what the accepted count of staff with the latest day says.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.organisations import notifications, policies
from members.organisations.errors import OrganisationError
from members.organisations.models import (
    SIZE_MOVES,
    Measure,
    Organisation,
    OrganisationEvent,
    SizeDeclaration,
    SizeStatus,
)


@transaction.atomic
def declare_size(
    *,
    organisation_id: int,
    measure: str,
    value: Decimal,
    counted_on: dt.date,
    actor: User,
    currency: str = "",
    definition: str = "",
    evidence: UploadedFile | None = None,
) -> SizeDeclaration:
    """An organisation says how large it is; it counts once the office has accepted it. What waits
    already is taken back by the new one.
    """
    organisation = Organisation.objects.held(organisation_id)
    if not policies.can_declare_size(actor, organisation):
        raise NotAllowedError
    _check(value, counted_on)
    for earlier in organisation.sizes.waiting().filter(measure=measure):
        _set(earlier, SizeStatus.WITHDRAWN)
    size = _create(
        organisation, measure, value, counted_on, currency, definition, evidence, declared_by=actor
    )
    _record(size, OrganisationEvent.SIZE_DECLARED, actor)
    return size


@transaction.atomic
def record_size(
    *,
    organisation_id: int,
    measure: str,
    value: Decimal,
    counted_on: dt.date,
    actor: User | None,
    currency: str = "",
    definition: str = "",
    evidence: UploadedFile | None = None,
) -> SizeDeclaration:
    """The office enters what it knows, or a decision rests on it: accepted at once. Without an
    actor the caller answers for the right, and writes the history. The same count once more
    changes nothing.
    """
    organisation = Organisation.objects.held(organisation_id)
    if actor is not None and not policies.can_accept_size(actor):
        raise NotAllowedError
    _check(value, counted_on)
    known = organisation.sizes.accepted().filter(
        measure=measure, value=value, currency=currency, counted_on=counted_on
    )  # fmt: skip
    if not evidence and (same := known.first()):
        return same
    size = _create(
        organisation, measure, value, counted_on, currency, definition, evidence,
        declared_by=actor, verified_by=actor, verified_at=timezone.now(),
        status=SizeStatus.ACCEPTED,
    )  # fmt: skip
    _carry_over(organisation)
    if actor is not None:
        _record(size, OrganisationEvent.SIZE_ACCEPTED, actor)
    return size


@transaction.atomic
def accept_size(*, declaration_id: int, actor: User) -> SizeDeclaration:
    size = _held_size(declaration_id, actor)
    _decide(size, SizeStatus.ACCEPTED, actor)
    _carry_over(size.organisation)
    _record(size, OrganisationEvent.SIZE_ACCEPTED, actor)
    notifications.size_answered(size)
    return size


@transaction.atomic
def refuse_size(*, declaration_id: int, actor: User, answer: str) -> SizeDeclaration:
    size = _held_size(declaration_id, actor)
    size.answer = answer
    _decide(size, SizeStatus.REFUSED, actor)
    _record(size, OrganisationEvent.SIZE_REFUSED, actor, answer)
    notifications.size_answered(size)
    return size


@transaction.atomic
def withdraw_size(*, declaration_id: int, actor: User, reason: str) -> SizeDeclaration:
    """The office takes an accepted count out of force: it was wrong. It stays in the history, and
    the one before it counts again.
    """
    size = _held_size(declaration_id, actor)
    size.answer = reason
    _decide(size, SizeStatus.WITHDRAWN, actor)
    _carry_over(size.organisation)
    _record(size, OrganisationEvent.SIZE_WITHDRAWN, actor, reason)
    return size


def _held_size(declaration_id: int, actor: User) -> SizeDeclaration:
    if not policies.can_accept_size(actor):
        raise NotAllowedError
    organisation_id = SizeDeclaration.objects.values_list("organisation_id", flat=True).get(
        pk=declaration_id
    )
    organisation = Organisation.objects.held(organisation_id)
    size = SizeDeclaration.objects.select_related("declared_by").get(pk=declaration_id)
    size.organisation = organisation
    return size


def _check(value: Decimal, counted_on: dt.date) -> None:
    if counted_on > timezone.localdate():
        raise OrganisationError(_("This day is still to come."))
    if value < 0:
        raise OrganisationError(_("A size is not below zero."))


def _create(
    organisation: Organisation,
    measure: str,
    value: Decimal,
    counted_on: dt.date,
    currency: str,
    definition: str,
    evidence: UploadedFile | None,
    **more: Any,
) -> SizeDeclaration:
    return SizeDeclaration.objects.create(
        organisation=organisation,
        measure=measure,
        value=value,
        counted_on=counted_on,
        currency="" if measure == Measure.STAFF else currency,
        definition=definition,
        evidence=evidence or "",
        evidence_name=(evidence.name or "")[:200] if evidence else "",
        declared_at=timezone.now(),
        **more,
    )


def _decide(size: SizeDeclaration, target: SizeStatus, actor: User) -> None:
    size.verified_by, size.verified_at = actor, timezone.now()
    _set(size, target)


def _set(size: SizeDeclaration, target: SizeStatus) -> None:
    check_move(SIZE_MOVES, SizeStatus(size.status), target, _("This declaration"))
    size.status = target
    size.save(update_fields=["status", "answer", "verified_by", "verified_at"])


def _carry_over(organisation: Organisation) -> None:
    newest = organisation.sizes.accepted().filter(measure=Measure.STAFF).newest_first().first()
    organisation.staff_count = int(newest.value) if newest else None
    organisation.staff_counted_on = newest.counted_on if newest else None
    organisation.save(update_fields=["staff_count", "staff_counted_on"])


def _record(
    size: SizeDeclaration, kind: OrganisationEvent, actor: User | None, reason: str = ""
) -> None:
    """A turnover is for the office only: all the people of an organisation read its history."""
    history.record(
        subject=size.organisation,
        kind=kind,
        actor=actor,
        reason=reason,
        changes={
            size.measure: ["", f"{size.value} {size.currency}".strip()],
            "counted_on": ["", size.counted_on.isoformat()],
        },
        is_internal=size.measure == Measure.TURNOVER,
    )
