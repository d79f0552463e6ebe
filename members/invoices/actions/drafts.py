import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.invoices import policies, rates
from members.invoices.actions.locking import locked
from members.invoices.actions.preparing import prepare
from members.invoices.errors import InvoiceError, NothingToInvoiceError
from members.invoices.models import (
    INVOICE_MOVES,
    Invoice,
    InvoiceEvent,
    InvoiceKind,
    InvoiceLine,
    InvoiceStatus,
    Unit,
)
from members.invoices.vat import rounded
from members.organisations.models import Organisation


@dataclass(frozen=True)
class LineInput:
    """A line as it is ordered: `vat_code` names a VatRate (S, S-RED, E, …), `unit_price` is without
    VAT, in the document's currency. An empty English text repeats the Romanian one.
    """

    description_ro: str
    unit_price: Decimal
    description_en: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = Unit.PIECE
    vat_code: str = "S"


@dataclass(frozen=True)
class Terms:
    """What a document says beside its lines; empty ones follow from the rules and the buyer.
    `exchange_rate` is lei for one unit of a foreign currency, of the day `rate_on`: none for the
    National Bank's of the day that rates.day_of() names, another one with its `rate_reason`.
    """

    currency: str = "RON"
    language: str = ""
    supplied_on: dt.date | None = None
    due_days: int | None = None
    purchase_order: str = ""
    note: str = ""
    exchange_rate: Decimal | None = None
    rate_on: dt.date | None = None
    rate_reason: str = ""


@transaction.atomic
def write_draft(
    *,
    organisation_id: int,
    lines: Sequence[LineInput],
    terms: Terms,
    actor: User | None,
    kind: str = InvoiceKind.INVOICE,
    submission_key: uuid.UUID | None = None,
) -> Invoice:
    """A document that has no number yet. The same `submission_key` gives the first draft back."""
    demand(policies.can_write_drafts, actor)
    return begin_draft(
        organisation_id=organisation_id, lines=lines, terms=terms, actor=actor, kind=kind,
        submission_key=submission_key,
    )  # fmt: skip


@transaction.atomic
def begin_draft(
    *,
    organisation_id: int,
    lines: Sequence[LineInput],
    terms: Terms,
    actor: User | None,
    kind: str = InvoiceKind.INVOICE,
    submission_key: uuid.UUID | None = None,
) -> Invoice:
    """For callers that answered for the right already."""
    if submission_key is not None:
        known = Invoice.objects.filter(submission_key=submission_key).first()
        if known is not None:
            return known
    invoice = Invoice(
        kind=InvoiceKind(kind),
        organisation=Organisation.objects.get(pk=organisation_id),
        submission_key=submission_key,
    )
    _put_terms(invoice, terms)
    invoice.save()
    _put_lines(invoice, lines)
    _record(invoice, InvoiceEvent.DRAFTED, actor)
    return invoice


@transaction.atomic
def rewrite_draft(
    *, invoice_id: int, lines: Sequence[LineInput], terms: Terms, actor: User
) -> Invoice:
    """Terms and lines as they are now; the organisation stays."""
    demand(policies.can_write_drafts, actor)
    invoice = locked(invoice_id)
    if not invoice.is_draft:
        raise InvoiceError(_("This document is issued: it cannot be changed, only credited."))
    _put_terms(invoice, terms)
    invoice.save()
    invoice.lines.all().delete()
    _put_lines(invoice, lines)
    _record(invoice, InvoiceEvent.REDRAFTED, actor)
    return invoice


@transaction.atomic
def discard_draft(*, invoice_id: int, actor: User) -> Invoice:
    demand(policies.can_write_drafts, actor)
    invoice = locked(invoice_id)
    check_move(
        INVOICE_MOVES, InvoiceStatus(invoice.status), InvoiceStatus.DISCARDED, _("This document")
    )
    invoice.status = InvoiceStatus.DISCARDED
    invoice.save(update_fields=["status"])
    _record(invoice, InvoiceEvent.DISCARDED, actor)
    return invoice


def _record(invoice: Invoice, kind: InvoiceEvent, actor: User | None) -> None:
    """Drafts are the office's own."""
    history.record(subject=invoice, kind=kind, actor=actor, is_internal=True)


def _put_terms(invoice: Invoice, terms: Terms) -> None:
    invoice.currency = terms.currency
    invoice.language = terms.language or invoice.organisation.language
    invoice.supplied_on, invoice.due_days = terms.supplied_on, terms.due_days
    invoice.purchase_order, invoice.note = terms.purchase_order.strip(), terms.note.strip()
    rates.put(
        invoice,
        given=terms.exchange_rate,
        rate_on=terms.rate_on,
        reason=terms.rate_reason,
        today=timezone.localdate(),
    )
    _check(invoice)


def sketch(
    *, organisation: Organisation, lines: Sequence[LineInput], terms: Terms
) -> tuple[Invoice, list[InvoiceLine]]:
    """The invoice as it would be issued today; nothing is saved. Raises the errors of issuing."""
    invoice = Invoice(kind=InvoiceKind.INVOICE, organisation=organisation)
    _put_terms(invoice, terms)
    rows = _rows(invoice, lines)
    prepare(invoice, rows, on=timezone.localdate())
    return invoice, rows


def _put_lines(invoice: Invoice, lines: Sequence[LineInput]) -> None:
    if not lines:
        raise NothingToInvoiceError(_("Write at least one line."))
    rows = _rows(invoice, lines)
    for row in rows:
        _check(row)
    InvoiceLine.objects.bulk_create(rows)


def _rows(invoice: Invoice, lines: Sequence[LineInput]) -> list[InvoiceLine]:
    return [
        InvoiceLine(
            invoice=invoice,
            position=position,
            description_ro=line.description_ro.strip(),
            description_en=line.description_en.strip(),
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            vat_code=line.vat_code,
            net=rounded(line.quantity * line.unit_price),
        )
        for position, line in enumerate(lines, start=1)
    ]


def _check(row: Invoice | InvoiceLine) -> None:
    """Lengths, ranges and choices, for callers that come without a form."""
    try:
        row.clean_fields()
    except ValidationError as error:
        raise InvoiceError("; ".join(error.messages)) from error
