"""Whatever is issued, paid, reversed, credited and rolled back, in any order."""

import uuid
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cluster_portal.toolkit.errors import PortalError
from members.invoices import actions
from members.invoices.actions import CreditLine
from members.invoices.models import Invoice
from members.ledger import actions as ledger
from members.ledger.models import Allocation, Credit, Payment, Receivable
from members.ledger.statement import account_of
from tests.members.invoices.conftest import a_line, invoice

steps = st.lists(
    st.tuples(
        st.sampled_from(["issue", "issue and roll back", "pay", "reverse", "credit", "proforma"]),
        st.integers(0, 9),
        st.decimals(min_value="0.01", max_value="500", places=2),
    ),
    min_size=3, max_size=12,
)  # fmt: skip


def nth(rows, place):
    found = list(rows)
    return found[place % len(found)] if found else None


def do(step, place, amount, member) -> None:
    if step == "issue":
        invoice(member, a_line(amount), a_line(amount, vat_code="S-RED"))
    elif step == "issue and roll back":
        with transaction.atomic():
            invoice(member, a_line(amount))
            transaction.set_rollback(True)
    elif step == "proforma":
        draft = actions.write_draft(
            organisation_id=member.pk, lines=[a_line(amount)], terms=actions.Terms(), actor=None,
            kind="proforma",
        )  # fmt: skip
        actions.issue(invoice_id=draft.pk, actor=None)
    elif step == "pay":
        pay(member, place, amount)
    elif step == "reverse":
        payment = nth(Payment.objects.filter(reverses=None, reversed_by=None), place)
        if payment:
            ledger.reverse_payment(payment_id=payment.pk, actor=None, reason="Back")
    else:
        original = nth(Invoice.objects.filter(kind="invoice").order_by("pk"), place)
        if original:
            line = original.lines.first()
            lines = None if place % 2 else [CreditLine(line.pk, Decimal("0.5"))]
            actions.credit(invoice_id=original.pk, reason="Less", actor=None, lines=lines)


def pay(member, place, amount) -> None:
    payment, _new = ledger.write_payment(
        organisation_id=member.pk, amount=amount, currency="RON", actor=None,
        received_on=timezone.localdate(), submission_key=uuid.uuid4(),
    )  # fmt: skip
    debt = nth(Receivable.objects.open().order_by("pk"), place)
    if debt:
        ledger.allocate(
            payment_id=payment.pk, receivable_id=debt.pk, amount=min(amount, debt.balance),
            actor=None,
        )  # fmt: skip


@settings(
    max_examples=6, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=steps)
def test_the_sums_agree_and_no_number_repeats_or_is_missing(law, member, steps):
    for step, place, amount in steps:
        try:
            with transaction.atomic():
                do(step, place, amount, member)
        except PortalError:
            continue

    debts = Receivable.objects.with_balance()
    owed = sum(debt.balance for debt in debts)
    total = sum((row.amount for row in Receivable.objects.all()), Decimal(0))
    lowered = sum((row.amount for row in Credit.objects.all()), Decimal(0))
    paid = sum((row.amount for row in Allocation.objects.all()), Decimal(0))
    money = sum((row.amount for row in Payment.objects.all()), Decimal(0))
    free = sum((row.free for row in Payment.objects.with_free()), Decimal(0))
    assert owed == total - lowered - paid
    assert all(debt.balance >= 0 for debt in debts)
    assert free == money - paid
    assert account_of(member).balances.get("RON", 0) == total - lowered - money
    issued = Invoice.objects.issued()
    invoiced = sum(row.gross for row in issued.filter(kind="invoice"))
    credited = sum(row.gross for row in issued.filter(kind="credit_note"))
    assert (invoiced, credited) == (total, lowered)
    for series in ("FCT", "NC", "PRO"):
        numbers = list(
            Invoice.objects.filter(series=series)
            .order_by("sequence")
            .values_list("sequence", flat=True)
        )
        assert numbers == list(range(1, len(numbers) + 1))
