"""What was delivered and costs money becomes an invoice, by the quote that was approved."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from members.accounts.models import User
from members.invoices import actions as invoices
from members.invoices.actions import LineInput, Terms
from members.invoices.models import Invoice, InvoiceLine
from members.services import notifications, policies
from members.services.actions.locking import check, locked, move
from members.services.errors import PriceError
from members.services.models import RequestEvent, RequestStatus, ServiceQuote, ServiceRequest

S = RequestStatus
LONGEST = 100  # of a description on an invoice


@transaction.atomic
def invoice_request(
    *,
    request_id: int,
    actor: User,
    exchange_rate: Decimal | None = None,
    rate_on: dt.date | None = None,
    rate_reason: str = "",
) -> ServiceRequest:
    """Issue the invoice of a confirmed delivery: numbered, owed and mailed in this transaction.

    `exchange_rate` is lei for one unit of a foreign currency, the National Bank's as it is entered
    where none is given, another one with its `rate_reason`. Invoiced twice, the first invoice
    stands. Raises PriceError where nothing is to be paid, and the errors of issue_invoice().
    """
    request = locked(request_id)
    if not policies.can_invoice(actor):
        raise NotAllowedError
    if request.invoice_id is not None:
        return request
    check(request, S.INVOICED)
    invoice = invoices.issue_invoice(
        organisation_id=request.organisation_id,
        lines=_lines(request, _quote_to_pay(request)),
        currency=request.currency,
        actor=actor,
        supplied_on=request.delivered_on,
        purchase_order=request.purchase_order,
        exchange_rate=exchange_rate,
        rate_on=rate_on,
        rate_reason=rate_reason,
    )
    request.invoice = invoice
    move(
        request, S.INVOICED, kind=RequestEvent.INVOICED, actor=actor, due_on=None,
        reason=invoice.number, also=("invoice",),
    )  # fmt: skip
    notifications.invoiced(request)
    return request


def sketch_invoice(request: ServiceRequest) -> tuple[Invoice, list[InvoiceLine]]:
    """What `invoice_request` would issue today; nothing is saved. Raises the same errors."""
    return invoices.sketch(
        organisation=request.organisation,
        lines=_lines(request, _quote_to_pay(request)),
        terms=Terms(
            currency=request.currency,
            supplied_on=request.delivered_on,
            purchase_order=request.purchase_order,
        ),
    )


def _quote_to_pay(request: ServiceRequest) -> ServiceQuote:
    quote = request.standing_quote
    if quote is None or not request.amount:
        raise PriceError(_("The fee pays for all of it: there is nothing to invoice."))
    return quote


def _lines(request: ServiceRequest, quote: ServiceQuote) -> list[LineInput]:
    """What the fee pays for is not on an invoice."""
    service = request.service
    name_ro = (service.name_ro or service.name)[:LONGEST]
    name_en = (service.name_en or service.name)[:LONGEST]
    return [
        LineInput(
            description_ro=name_ro,
            description_en=name_en,
            quantity=Decimal(line["quantity"]),
            unit_price=line["price"],
            vat_code=line["vat_code"],
        )
        for line in quote.rows
        if not line["is_free"]
    ]
