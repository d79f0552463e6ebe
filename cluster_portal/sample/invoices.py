"""The VAT law of the sample, and services that were invoiced, credited, paid and sent."""

import uuid
from decimal import Decimal
from typing import Any

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from members.invoices import actions as invoices
from members.invoices.actions import CreditLine, LineInput, Terms
from members.invoices.models import Invoice, InvoiceKind, InvoicingRules, VatRate, VatStatus
from members.ledger.models import Receivable
from members.payments import actions as payments

KEYS = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/sample-invoices")


def load_invoices(sample: Sample) -> None:
    data = files.toml("invoices")
    for row in data["vat_status"]:
        VatStatus.objects.create(is_example=True, **row)
    for row in data["vat_rates"]:
        VatRate.objects.create(is_example=True, **{**row, "rate": Decimal(row["rate"])})
    for row in data["rules"]:
        InvoicingRules.objects.create(is_example=True, **row)
    for row in data["invoices"]:
        sample.timeline.at(row["on"], _invoice(sample, row))
    for row in data["proformas"]:
        sample.timeline.at(row["on"], _proforma(sample, row))


def _lines(row: dict[str, Any]) -> list[LineInput]:
    numbers = ("quantity", "unit_price")
    return [
        LineInput(**{**line, **{name: Decimal(line[name]) for name in numbers}})
        for line in row["lines"]
    ]


def _invoice(sample: Sample, row: dict[str, Any]) -> Any:
    def issue() -> None:
        done = invoices.issue_invoice(
            organisation_id=sample.organisations[row["organisation"]].pk,
            lines=_lines(row),
            currency=row.get("currency", "RON"),
            actor=sample.membership_officer,
            is_told=False,
            **files.some(row, "language", "supplied_on", "purchase_order"),
        )
        for step in row["efactura"]:
            sample.timeline.at(step["on"], _step(sample, done, step))
        if "credited" in row:
            sample.timeline.at(row["credited"]["on"], _credit(sample, done, row["credited"]))
        if "paid_on" in row:
            sample.timeline.at(row["paid_on"], _payment(sample, done, row["paid_on"]))

    return issue


def _step(sample: Sample, invoice: Invoice, step: dict[str, Any]) -> Any:
    about: dict[str, Any] = {
        "submission_id": invoice.efactura.pk,
        "actor": sample.membership_officer,
    }

    def move() -> None:
        if step["to"] == "sent":
            invoices.mark_sent(upload_index=step["index"], sent_on=step["on"], **about)
        elif step["to"] == "accepted":
            invoices.mark_accepted(answered_on=step["on"], **about)
        else:
            invoices.mark_refused(answered_on=step["on"], message=step["message"], **about)

    return move


def _credit(sample: Sample, invoice: Invoice, row: dict[str, Any]) -> Any:
    def credit() -> None:
        invoices.credit(
            invoice_id=invoice.pk,
            reason=row["reason"],
            lines=[CreditLine(invoice.lines.get(position=1).pk, Decimal(row["quantity"]))],
            actor=sample.membership_officer,
            is_told=False,
        )

    return credit


def _payment(sample: Sample, invoice: Invoice, day: Any) -> Any:
    def pay() -> None:
        debt = Receivable.objects.get(invoice=invoice)
        payments.record_payment(
            organisation_id=invoice.organisation_id,
            amount=invoice.gross,
            currency=invoice.currency,
            received_on=day,
            submission_key=uuid.uuid5(KEYS, invoice.number),
            actor=sample.membership_officer,
            bank_reference=f"EXTRAS {day:%Y%m%d}",
            allocations=[(debt.pk, debt.amount)],
            is_told=False,
        )

    return pay


def _proforma(sample: Sample, row: dict[str, Any]) -> Any:
    def issue() -> None:
        draft = invoices.write_draft(
            organisation_id=sample.organisations[row["organisation"]].pk,
            lines=_lines(row),
            terms=Terms(language=row["language"]),
            actor=sample.membership_officer,
            kind=InvoiceKind.PROFORMA,
        )
        invoices.issue(invoice_id=draft.pk, actor=sample.membership_officer, is_told=False)

    return issue
