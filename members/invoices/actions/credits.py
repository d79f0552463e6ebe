import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from members.accounts.models import User
from members.invoices import notifications, policies
from members.invoices.actions.issuing import move, number, submit
from members.invoices.actions.locking import locked
from members.invoices.errors import CreditError
from members.invoices.models import (
    NOTHING,
    Invoice,
    InvoiceEvent,
    InvoiceKind,
    InvoiceLine,
    InvoiceStatus,
)
from members.invoices.vat import Group, Sums, rounded, taxed
from members.ledger import actions as ledger
from members.ledger.models import CreditKind


@dataclass(frozen=True)
class CreditLine:
    """How much of a line of the invoice; no quantity: all that is not credited yet."""

    line_id: int
    quantity: Decimal | None = None


@dataclass
class Left:
    """What of a line is not credited yet."""

    line: InvoiceLine
    quantity: Decimal
    net: Decimal


@transaction.atomic
def credit(
    *,
    invoice_id: int,
    reason: str,
    actor: User | None,
    lines: Sequence[CreditLine] | None = None,
    submission_key: uuid.UUID | None = None,
    is_told: bool = True,
) -> Invoice:
    """Take an issued invoice back, whole (what is left of it) or by lines. The last credit note
    takes what rounding left, so that all of them come to the invoice, in its currency and in lei.
    Raises CreditError.
    """
    demand(policies.can_credit, actor)
    original = _locked_with_account(invoice_id)
    known = submission_key and Invoice.objects.filter(submission_key=submission_key).first()
    if known:
        return known
    if original.kind != InvoiceKind.INVOICE:
        raise CreditError(_("Only an issued invoice can be credited."))
    if not reason.strip():
        raise CreditError(_("Say why the invoice is credited: the credit note prints it."))
    left = {row.line.pk: row for row in left_of(original)}
    rows = _rows(left, lines)
    is_last = sum(row.quantity for row in left.values()) == 0
    move(original, InvoiceStatus.CREDITED if is_last else InvoiceStatus.PARTLY_CREDITED)
    note = _note(original, reason, submission_key)
    _put_sums(note, original, rows, is_last=is_last)
    note.save()
    for position, row in enumerate(rows, start=1):
        row.invoice, row.position = note, position
    InvoiceLine.objects.bulk_create(rows)
    number(note)
    note.status = InvoiceStatus.ISSUED
    note.save()
    original.save(update_fields=["status"])
    _lower(original, note, actor)
    _record(original, note, actor, reason)
    submit(note, day=timezone.localdate())
    if is_told:
        notifications.document_issued(note)
    return note


def _locked_with_account(invoice_id: int) -> Invoice:
    """The account before the document, as every change of a ledger does."""
    organisation_id = Invoice.objects.values_list("organisation_id", flat=True).get(pk=invoice_id)
    ledger.lock_account(organisation_id)
    return locked(invoice_id)


def _lower(original: Invoice, note: Invoice, actor: User | None) -> None:
    """What was paid beyond the rest is the organisation's money again."""
    if original.receivable is None:
        raise CreditError(_("Only an issued invoice can be credited."))
    ledger.add_credit(
        receivable_id=original.receivable.pk,
        kind=CreditKind.CREDIT_NOTE,
        number=note.number,
        amount=note.gross,
        issued_on=timezone.localdate(),
        reason=note.reason,
        actor=actor,
    )


def left_of(invoice: Invoice) -> list[Left]:
    """What of each line could still be credited."""
    rows = invoice.lines.annotate(
        credited=Sum("credited_by__quantity"), credited_net=Sum("credited_by__net")
    ).order_by("position")
    return [
        Left(row, row.quantity - (row.credited or 0), row.net - (row.credited_net or 0))
        for row in rows
    ]


def _rows(left: dict[int, Left], lines: Sequence[CreditLine] | None) -> list[InvoiceLine]:
    """Lines of the credit note; `left` is lowered by them."""
    wanted = [CreditLine(pk) for pk in left] if lines is None else lines
    rows = []
    for choice in wanted:
        rest = left.get(choice.line_id)
        if rest is None:
            raise CreditError(_("This line does not stand on the invoice."))
        quantity = rest.quantity if choice.quantity is None else choice.quantity
        if not 0 <= quantity <= rest.quantity or quantity != round(quantity, 3):
            raise CreditError(
                _("Of “%(line)s” %(left)s can be credited at most.")
                % {"line": rest.line.description_ro, "left": f"{rest.quantity.normalize():f}"}
            )
        if quantity == 0:
            continue
        rows.append(_row(rest, quantity))
    if not rows:
        raise CreditError(_("Nothing is left to credit, or no line was chosen."))
    return rows


def _row(rest: Left, quantity: Decimal) -> InvoiceLine:
    line = rest.line
    is_rest = quantity == rest.quantity
    net = rest.net if is_rest else min(rounded(quantity * line.unit_price), rest.net)
    rest.quantity, rest.net = rest.quantity - quantity, rest.net - net
    same = (
        "description_ro", "description_en", "unit", "unit_price", "vat_code", "vat_category",
        "vat_rate",
    )  # fmt: skip
    return InvoiceLine(
        quantity=quantity, net=net, credits=line, **{name: getattr(line, name) for name in same}
    )


def _note(original: Invoice, reason: str, key: uuid.UUID | None) -> Invoice:
    """With the parties and the rate of the invoice: it corrects that document."""
    same = (
        "organisation", "language", "currency", "exchange_rate", "rate_on", "rate_reason",
        "supplied_on", "purchase_order", "seller", "buyer",
    )  # fmt: skip
    return Invoice(
        kind=InvoiceKind.CREDIT_NOTE,
        credit_of=original,
        reason=" ".join(reason.split())[:300],
        submission_key=key,
        **{name: getattr(original, name) for name in same},
    )


def _put_sums(note: Invoice, original: Invoice, rows: list[InvoiceLine], *, is_last: bool) -> None:
    bases: dict[tuple[str, Decimal], Decimal] = {}
    for row in rows:
        key = (row.vat_category, row.vat_rate)
        bases[key] = bases.get(key, NOTHING) + row.net
    earlier = list(original.credit_notes.all())
    groups = [
        _part(Group.from_json(data), bases, earlier)
        for data in original.vat_summary
        if Group.from_json(data).key in bases
    ]
    sums = Sums(groups)
    if sums.gross <= 0:
        raise CreditError(_("A credit note over nothing is not issued."))
    note.vat_summary = [group.as_json() for group in groups]
    note.net, note.vat, note.gross = sums.net, sums.vat, sums.gross
    rate = original.exchange_rate or Decimal(1)
    for name, amount in (("net_ron", sums.net), ("vat_ron", sums.vat)):
        rest = getattr(original, name) - sum(getattr(other, name) for other in earlier)
        setattr(note, name, rest if is_last else min(rounded(amount * rate), rest))


def _part(group: Group, bases: dict[tuple[str, Decimal], Decimal], earlier: list[Invoice]) -> Group:
    """Of a category of the invoice what this credit note takes."""
    known = [Group.from_json(data) for note in earlier for data in note.vat_summary]
    same = [other for other in known if other.key == group.key]
    base_left = group.base - sum(other.base for other in same)
    vat_left = group.vat - sum(other.vat for other in same)
    part = taxed(Group(**{**group.__dict__, "base": bases[group.key]}))
    vat = vat_left if part.base == base_left else min(part.vat, vat_left)
    return Group(**{**part.__dict__, "vat": vat})


def _record(original: Invoice, note: Invoice, actor: User | None, reason: str) -> None:
    amount = f"{note.gross} {note.currency}"
    history.record(
        subject=note, kind=InvoiceEvent.ISSUED, actor=actor, reason=reason,
        changes={"amount": ["", amount]},
    )  # fmt: skip
    history.record(
        subject=original, kind=InvoiceEvent.CREDITED, actor=actor, reason=reason,
        changes={"credit_note": ["", note.number], "amount": ["", amount]},
    )  # fmt: skip
