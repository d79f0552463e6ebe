"""Changes that need the office's approval: name, identifiers, seat, bank. Asked by those who answer
for an organisation, made by the office, told to all who answer for it: a new bank account that
nobody there knows of must not stay unnoticed.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.lines import one_line
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.organisations import notifications, policies
from members.organisations.actions.bank import close_account, compact_iban, know_account
from members.organisations.actions.lineage import note_new_name
from members.organisations.errors import OrganisationError
from members.organisations.models import (
    CHANGE_FIELDS,
    CHANGE_MOVES,
    AccountSource,
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
    Organisation,
    OrganisationEvent,
)


@transaction.atomic
def request_change(
    *,
    organisation_id: int,
    kind: str,
    values: dict[str, Any],
    reason: str,
    actor: User,
    paper: UploadedFile | None = None,
) -> ChangeRequest:
    """Ask the office to change what `values` name. One request of a kind waits at a time."""
    organisation = Organisation.objects.held(organisation_id)
    what = ChangeKind(kind)
    if not policies.can_request_change(actor, organisation, what):
        raise NotAllowedError
    if set(values) - set(CHANGE_FIELDS[what]):
        message = f"Not part of {what}: {', '.join(sorted(values))}"
        raise TypeError(message)
    if organisation.change_requests.waiting().filter(kind=what).exists():
        raise OrganisationError(
            _("A change of this kind waits for the office already. Withdraw it first.")
        )
    old, new = _compared(organisation, what, values)
    change = ChangeRequest.objects.create(
        organisation=organisation,
        kind=what,
        old=old,
        new=new,
        reason=reason,
        paper=paper or "",
        paper_name=(paper.name or "")[:200] if paper else "",
        requested_by=actor,
        requested_at=timezone.now(),
    )
    _record(change, OrganisationEvent.CHANGE_REQUESTED, actor, reason)
    notifications.change_requested(change)
    return change


def _compared(
    organisation: Organisation, kind: ChangeKind, values: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    if kind == ChangeKind.BANK:
        return {}, _new_account(organisation, values)
    asked = {name: _as_json(value) for name, value in values.items()}
    present = {name: _as_json(getattr(organisation, name)) for name in asked}
    new = {name: value for name, value in asked.items() if value != present[name]}
    old = {name: present[name] for name in new}
    if not new:
        raise OrganisationError(_("Nothing of this is different from what we have."))
    if kind == ChangeKind.IDENTIFIERS:
        _check_free(organisation, new.get("identifier", organisation.identifier))
    return old, new


def _new_account(organisation: Organisation, values: dict[str, Any]) -> dict[str, Any]:
    iban = compact_iban(values.get("iban", ""))
    if organisation.accounts.confirmed().filter(iban=iban).exists():
        raise OrganisationError(_("This account is known already."))
    return {"iban": iban, "closes": values.get("closes", "")}


@transaction.atomic
def approve_change(*, change_id: int, actor: User, answer: str = "") -> ChangeRequest:
    """Make the change. What was issued before keeps the names and codes of its day."""
    change = _held_change(change_id)
    if not policies.can_approve_changes(actor):
        raise NotAllowedError
    change.answer = answer
    _decide(change, ChangeStatus.APPROVED, actor)
    _make(change, actor)
    _record(change, OrganisationEvent.CHANGE_APPROVED, actor, answer)
    notifications.change_answered(change)
    return change


@transaction.atomic
def refuse_change(*, change_id: int, actor: User, answer: str) -> ChangeRequest:
    change = _held_change(change_id)
    if not policies.can_approve_changes(actor):
        raise NotAllowedError
    change.answer = answer
    _decide(change, ChangeStatus.REFUSED, actor)
    _record(change, OrganisationEvent.CHANGE_REFUSED, actor, answer)
    notifications.change_answered(change)
    return change


@transaction.atomic
def withdraw_change(*, change_id: int, actor: User) -> ChangeRequest:
    change = _held_change(change_id)
    if not policies.can_request_change(actor, change.organisation, ChangeKind(change.kind)):
        raise NotAllowedError
    _decide(change, ChangeStatus.WITHDRAWN, actor)
    _record(change, OrganisationEvent.CHANGE_WITHDRAWN, actor)
    return change


def _make(change: ChangeRequest, actor: User) -> None:
    organisation = change.organisation
    if change.kind == ChangeKind.BANK:
        know_account(
            organisation_id=organisation.pk,
            iban=change.new["iban"],
            source=AccountSource.DECLARED,
            is_confirmed=True,
            actor=None,
        )
        for replaced in organisation.accounts.open().filter(iban=change.new["closes"]):
            close_account(account_id=replaced.pk, actor=None)
        return
    if change.kind == ChangeKind.NAME:
        note_new_name(
            organisation,
            legal_name=change.new.get("legal_name", organisation.legal_name),
            display_name=change.new.get("display_name", organisation.display_name),
            on=timezone.localdate(),
            reference=change.reason[:200],
        )
        return
    if change.kind == ChangeKind.IDENTIFIERS:
        _check_free(organisation, change.new.get("identifier", organisation.identifier))
    for name, value in change.new.items():
        field = Organisation._meta.get_field(name)
        setattr(organisation, name, field.to_python(value))  # type: ignore[union-attr]  # all of CHANGE_FIELDS are plain fields
    organisation.save(update_fields=list(change.new))


def _check_free(organisation: Organisation, identifier: str) -> None:
    """Of another organisation with this code the asking one learns nothing but that."""
    others = Organisation.objects.filter(country=organisation.country, identifier=identifier)
    if others.exclude(pk=organisation.pk).exists():
        raise OrganisationError(_("An organisation with this code is known already."))


def _as_json(value: Any) -> Any:
    """As it would be kept: nobody is asked to approve what cannot be seen."""
    if isinstance(value, str):
        return one_line(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _held_change(change_id: int) -> ChangeRequest:
    organisation_id = ChangeRequest.objects.values_list("organisation_id", flat=True).get(
        pk=change_id
    )
    organisation = Organisation.objects.held(organisation_id)
    change = ChangeRequest.objects.select_related("requested_by").get(pk=change_id)
    change.organisation = organisation
    return change


def _decide(change: ChangeRequest, target: ChangeStatus, actor: User) -> None:
    check_move(CHANGE_MOVES, ChangeStatus(change.status), target, _("This request"))
    change.status, change.decided_by, change.decided_at = target, actor, timezone.now()
    change.save(update_fields=["status", "decided_by", "decided_at", "answer"])


def _record(change: ChangeRequest, kind: OrganisationEvent, actor: User, reason: str = "") -> None:
    """What is about the bank is for the office only: all the people of it read its history."""
    history.record(
        subject=change.organisation,
        kind=kind,
        actor=actor,
        reason=reason,
        changes={
            field: [change.old.get(field), value]
            for field, value in change.new.items()
            if value != change.old.get(field)
        },
        is_internal=change.kind == ChangeKind.BANK,
    )
