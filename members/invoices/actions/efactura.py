"""What the accountant did with a document at RO e-Factura. The portal sends nothing itself."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.invoices import policies
from members.invoices.actions.locking import locked_submission
from members.invoices.errors import SubmissionError
from members.invoices.models import (
    EFACTURA_MOVES,
    EFacturaEvent,
    EFacturaStatus,
    EFacturaSubmission,
)


@transaction.atomic
def mark_sent(
    *, submission_id: int, upload_index: str, sent_on: dt.date, actor: User
) -> EFacturaSubmission:
    """Sent, or sent again after a refusal, whose message stays in the history."""
    row = _moved(submission_id, EFacturaStatus.SENT, actor)
    issued_on = row.invoice.issued_on
    if sent_on > timezone.localdate() or (issued_on is not None and sent_on < issued_on):
        raise SubmissionError(_("It can be sent between the day of its issue and today."))
    if not upload_index.strip():
        raise SubmissionError(_("Write the upload index that RO e-Factura gave."))
    was = [row.upload_index, upload_index.strip()]
    row.upload_index, row.sent_on = upload_index.strip(), sent_on
    row.answered_on, row.message = None, ""
    row.save()
    _record(row, EFacturaEvent.SENT, actor, changes={"upload_index": was})
    return row


@transaction.atomic
def mark_accepted(
    *, submission_id: int, answered_on: dt.date, actor: User, message: str = ""
) -> EFacturaSubmission:
    row = _answered(submission_id, EFacturaStatus.ACCEPTED, answered_on, message, actor)
    _record(row, EFacturaEvent.ACCEPTED, actor, reason=message)
    return row


@transaction.atomic
def mark_refused(
    *, submission_id: int, answered_on: dt.date, message: str, actor: User
) -> EFacturaSubmission:
    """With the message, word for word. The deadline stays as it is."""
    if not message.strip():
        raise SubmissionError(_("Write down what RO e-Factura answered."))
    row = _answered(submission_id, EFacturaStatus.REFUSED, answered_on, message, actor)
    _record(row, EFacturaEvent.REFUSED, actor, reason=message)
    return row


@transaction.atomic
def set_aside(*, submission_id: int, reason: str, actor: User) -> EFacturaSubmission:
    """The accountant decides that this document need not be sent."""
    row = _moved(submission_id, EFacturaStatus.NOT_NEEDED, actor)
    row.save()
    _record(row, EFacturaEvent.SET_ASIDE, actor, reason=reason)
    return row


@transaction.atomic
def take_up(*, submission_id: int, reason: str, actor: User) -> EFacturaSubmission:
    row = _moved(submission_id, EFacturaStatus.TO_SEND, actor)
    row.save()
    _record(row, EFacturaEvent.TAKEN_UP, actor, reason=reason)
    return row


def _moved(submission_id: int, target: EFacturaStatus, actor: User) -> EFacturaSubmission:
    demand(policies.can_follow_efactura, actor)
    row = locked_submission(submission_id)
    check_move(EFACTURA_MOVES, EFacturaStatus(row.status), target, _("This document"))
    row.status = target
    return row


def _answered(
    submission_id: int, target: EFacturaStatus, answered_on: dt.date, message: str, actor: User
) -> EFacturaSubmission:
    row = _moved(submission_id, target, actor)
    is_early = row.sent_on is not None and answered_on < row.sent_on
    if is_early or answered_on > timezone.localdate():
        raise SubmissionError(_("It can be answered between the day it was sent and today."))
    row.answered_on, row.message = answered_on, message.strip()
    row.save()
    return row


def _record(
    row: EFacturaSubmission,
    kind: EFacturaEvent,
    actor: User,
    *,
    reason: str = "",
    changes: dict[str, list[str]] | None = None,
) -> None:
    """On the document, where its whole story stands; for the office alone."""
    history.record(
        subject=row.invoice, kind=kind, actor=actor, reason=reason, changes=changes,
        is_internal=True,
    )  # fmt: skip
