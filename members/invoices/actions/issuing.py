import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.numbering import actions as numbering
from cluster_portal.toolkit.policies import demand
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.invoices import notifications, policies, rates
from members.invoices.actions.drafts import LineInput, Terms, begin_draft
from members.invoices.actions.locking import locked
from members.invoices.actions.preparing import check_complete, prepare
from members.invoices.errors import InvoiceError, NotReadyToIssueError
from members.invoices.holidays import working_days_after
from members.invoices.models import (
    INVOICE_MOVES,
    PROFORMA_SERIES,
    EFacturaScope,
    EFacturaStatus,
    EFacturaSubmission,
    Invoice,
    InvoiceEvent,
    InvoiceKind,
    InvoiceLine,
    InvoiceStatus,
    InvoicingRules,
)
from members.invoices.references import payment_reference
from members.ledger import actions as ledger
from members.ledger.models import ReceivableKind


@transaction.atomic
def issue_invoice(
    *,
    organisation_id: int,
    lines: Sequence[LineInput],
    currency: str,
    actor: User | None,
    supplied_on: dt.date | None = None,
    due_days: int | None = None,
    language: str = "",
    purchase_order: str = "",
    note: str = "",
    exchange_rate: Decimal | None = None,
    rate_on: dt.date | None = None,
    rate_reason: str = "",
    is_told: bool = True,
) -> Invoice:
    """Invoice services at once: numbered, frozen, owed and mailed in one transaction.

    `actor` is None only for the portal's own jobs. Raises NotReadyToIssueError, VatError,
    ExchangeRateNeededError, RateReasonNeededError, EvidenceMissingError, BuyerDataMissingError and
    NothingToInvoiceError, whose sentences say what to complete.
    """
    demand(policies.can_issue, actor)
    draft = begin_draft(
        organisation_id=organisation_id,
        lines=lines,
        terms=Terms(
            currency=currency,
            language=language,
            supplied_on=supplied_on,
            due_days=due_days,
            purchase_order=purchase_order,
            note=note,
            exchange_rate=exchange_rate,
            rate_on=rate_on,
            rate_reason=rate_reason,
        ),
        actor=actor,
    )
    return issue(invoice_id=draft.pk, actor=actor, is_told=is_told)


@transaction.atomic
def issue(*, invoice_id: int, actor: User | None, is_told: bool = True) -> Invoice:
    """Number and freeze a draft: an invoice or a pro-forma. Credit notes have their own action."""
    demand(policies.can_issue, actor)
    invoice = locked(invoice_id)
    move(invoice, InvoiceStatus.ISSUED)
    if invoice.kind == InvoiceKind.CREDIT_NOTE:
        raise InvoiceError(_("A credit note is issued from its invoice."))
    today = timezone.localdate()
    lines = list(invoice.lines.all())
    prepare(invoice, lines, on=today)
    check_complete(invoice, lines)
    InvoiceLine.objects.bulk_update(lines, ["net", "vat_category", "vat_rate"])
    sequence = number(invoice)
    if invoice.proforma is not None:
        invoice.payment_reference = invoice.proforma.payment_reference
    else:
        invoice.payment_reference = payment_reference(invoice.series, today.year, sequence)
    if invoice.kind == InvoiceKind.INVOICE:
        _owe(invoice)
    invoice.save()
    history.record(
        subject=invoice,
        kind=InvoiceEvent.ISSUED,
        actor=actor,
        changes={"amount": ["", f"{invoice.gross} {invoice.currency}"]},
    )
    if invoice.kind == InvoiceKind.INVOICE:
        submit(invoice, day=today)
    if is_told:
        notifications.document_issued(invoice)
    return invoice


def _owe(invoice: Invoice) -> None:
    """From now on it is owed, in one sum."""
    due_on, issued_on = invoice.due_on, invoice.issued_on
    if due_on is None or issued_on is None:
        raise NotReadyToIssueError(_("A document is owed from a day to a day."))
    invoice.receivable = ledger.open_receivable(
        organisation=invoice.organisation,
        kind=ReceivableKind.INVOICE,
        number=invoice.number,
        currency=invoice.currency,
        issued_on=issued_on,
        instalments=[(due_on, invoice.gross)],
        payment_reference=invoice.payment_reference,
    )


@transaction.atomic
def convert_proforma(
    *, proforma_id: int, actor: User, supplied_on: dt.date | None = None,
    exchange_rate: Decimal | None = None, rate_on: dt.date | None = None, rate_reason: str = "",
) -> Invoice:  # fmt: skip
    """The invoice of what a pro-forma asked for, with the same payment reference, so that who paid
    by the pro-forma has paid the invoice. In a foreign currency the rate is that of its own day.
    """
    demand(policies.can_issue, actor)
    proforma = locked(proforma_id)
    if proforma.kind != InvoiceKind.PROFORMA:
        raise InvoiceError(_("This is not a pro-forma invoice."))
    move(proforma, InvoiceStatus.CONVERTED)
    invoice = Invoice(
        kind=InvoiceKind.INVOICE,
        organisation=proforma.organisation,
        language=proforma.language,
        currency=proforma.currency,
        supplied_on=supplied_on,
        due_days=proforma.due_days,
        purchase_order=proforma.purchase_order,
        note=proforma.note,
        proforma=proforma,
    )
    rates.put(
        invoice,
        given=exchange_rate,
        rate_on=rate_on,
        reason=rate_reason,
        today=timezone.localdate(),
    )
    invoice.save()
    for line in proforma.lines.all():
        line.pk, line.invoice = None, invoice
        line.save(force_insert=True)
    proforma.save(update_fields=["status"])
    history.record(subject=proforma, kind=InvoiceEvent.CONVERTED, actor=actor)
    return issue(invoice_id=invoice.pk, actor=actor)


@transaction.atomic
def withdraw_proforma(*, proforma_id: int, actor: User, reason: str) -> Invoice:
    demand(policies.can_issue, actor)
    proforma = locked(proforma_id)
    if proforma.kind != InvoiceKind.PROFORMA:
        raise InvoiceError(_("An issued invoice is credited, not withdrawn."))
    move(proforma, InvoiceStatus.WITHDRAWN)
    proforma.save(update_fields=["status"])
    history.record(subject=proforma, kind=InvoiceEvent.WITHDRAWN, actor=actor, reason=reason)
    return proforma


def move(invoice: Invoice, target: InvoiceStatus) -> None:
    """In memory, by the table of moves."""
    check_move(INVOICE_MOVES, InvoiceStatus(invoice.status), target, _("This document"))
    invoice.status = target


def number(invoice: Invoice) -> int:
    """Give it the next number of its series, under the lock of the series. Numbers and days go the
    same way (Fiscal Code art. 319(20)(a)).
    """
    day = timezone.localdate()
    rules = InvoicingRules.objects.in_force(day)
    series = {
        InvoiceKind.INVOICE: rules.invoice_series,
        InvoiceKind.CREDIT_NOTE: rules.credit_note_series,
        InvoiceKind.PROFORMA: PROFORMA_SERIES,
    }[InvoiceKind(invoice.kind)]
    sequence = numbering.next_number(series=series, year=day.year)
    last = Invoice.objects.filter(series=series, year=day.year).order_by("-sequence").first()
    if last is not None and last.issued_on is not None and last.issued_on > day:
        raise NotReadyToIssueError(
            _("The series %(series)s has a later document already. Look at the server's clock.")
            % {"series": series}
        )
    invoice.series, invoice.year, invoice.sequence = series, day.year, sequence
    invoice.issued_on, invoice.issued_at = day, timezone.now()
    return sequence


def submit(invoice: Invoice, *, day: dt.date) -> EFacturaSubmission:
    """The working days to send it begin the day after the issue, `day` (OUG 120/2021 art. 4)."""
    rules = InvoicingRules.objects.in_force(day)
    is_covered = rules.efactura_scope == EFacturaScope.EVERYONE or invoice.buyer["country"] == "RO"
    return EFacturaSubmission.objects.create(
        invoice=invoice,
        status=EFacturaStatus.TO_SEND if is_covered else EFacturaStatus.NOT_NEEDED,
        send_by=working_days_after(day, rules.efactura_days),
    )
