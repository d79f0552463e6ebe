"""Turning a draft into what would be issued, in memory: the preview and the issue use this one."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from members.invoices import parties, rates
from members.invoices.errors import (
    BuyerDataMissingError,
    NothingToInvoiceError,
    NotReadyToIssueError,
)
from members.invoices.evidence import check_evidence
from members.invoices.models import Invoice, InvoiceKind, InvoiceLine, InvoicingRules
from members.invoices.ubl.builder import tree_of
from members.invoices.ubl.rules import Problem, problems_of
from members.invoices.vat import Law, Sums, rounded, sums_of


def prepare(invoice: Invoice, lines: Sequence[InvoiceLine], *, on: dt.date) -> None:
    """Fill in what a document says on the day of its issue, without saving anything."""
    if not lines:
        raise NothingToInvoiceError(_("Write at least one line."))
    rules = InvoicingRules.objects.in_force(on)
    invoice.issued_on, invoice.year = on, on.year
    invoice.supplied_on = invoice.supplied_on or on
    days = rules.due_days if invoice.due_days is None else invoice.due_days
    invoice.due_on = on + dt.timedelta(days=days)
    law = Law(invoice.supplied_on)
    invoice.buyer = parties.buyer(invoice.organisation)
    invoice.seller = parties.seller(
        currency=invoice.currency, on=on, is_registered=law.status.is_registered
    )
    sums = _taxed(lines, law, invoice)
    if sums.gross <= 0:
        raise NothingToInvoiceError(_("There is nothing to pay, so no invoice is needed."))
    put_sums(invoice, sums, rate=rates.take(invoice, on=on))


def _taxed(lines: Sequence[InvoiceLine], law: Law, invoice: Invoice) -> Sums:
    applied, buyer = [], invoice.buyer
    for line in lines:
        found = law.applied(line.vat_code, country=buyer["country"], vat_id=buyer["vat_id"])
        check_evidence(found, invoice.organisation)
        line.net = rounded(line.quantity * line.unit_price)
        line.vat_category, line.vat_rate = found.category, found.rate
        applied.append((line.net, found))
    return sums_of(applied)


def put_sums(invoice: Invoice, sums: Sums, *, rate: Decimal) -> None:
    """In the document's currency and in lei, which art. 319 asks of the VAT."""
    invoice.vat_summary = [group.as_json() for group in sums.groups]
    invoice.net, invoice.vat, invoice.gross = sums.net, sums.vat, sums.gross
    invoice.net_ron, invoice.vat_ron = rounded(sums.net * rate), rounded(sums.vat * rate)


def problems(invoice: Invoice, lines: Sequence[InvoiceLine]) -> list[Problem]:
    """What RO e-Factura would say about a prepared document; its number is not asked for yet."""
    found = problems_of(tree_of(invoice, lines))
    return [problem for problem in found if invoice.number or problem.rule != "BR-RO-010"]


def check_complete(invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """An issued document cannot be mended: what is missing is asked for before. A pro-forma is
    what a purchase department makes its order from, and needs none.
    """
    is_proforma = invoice.kind == InvoiceKind.PROFORMA
    needs_order = invoice.organisation.needs_purchase_order and not is_proforma
    if needs_order and not invoice.purchase_order:
        raise BuyerDataMissingError(
            _("%(organisation)s needs its purchase order's number on the document.")
            % {"organisation": invoice.organisation}
        )
    found = problems(invoice, lines)
    if not found:
        return
    words = " ".join(str(problem) for problem in found)
    if any(problem.rule in {"BR-RO-100", "BR-RO-110", "BR-RO-065"} for problem in found):
        raise NotReadyToIssueError(
            _("The association's record is not complete: %(problems)s") % {"problems": words}
        )
    raise BuyerDataMissingError(
        _("The document would not be valid: %(problems)s") % {"problems": words}
    )
