"""Whatever is issued, paid, allocated, credited, reversed and refunded: the sums agree."""

import contextlib
import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.ledger import actions as ledger
from members.ledger.errors import LedgerError
from members.ledger.models import (
    Allocation,
    CreditKind,
    Payment,
    Receivable,
    ReceivableKind,
)
from members.ledger.statement import account_of
from members.organisations.models import Organisation
from tests.factories.members import OrganisationFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
CENTS = st.integers(1, 500_00).map(lambda cents: Decimal(cents) / 100)
PICK = st.integers(0, 9)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["issue", "pay", "pay_euro", "allocate", "release", "credit", "reverse", "refund"]
        ),
        CENTS,
        PICK,
        PICK,
    ),
    min_size=4,
    max_size=14,
)


def picked(rows, place: int):
    found = list(rows.order_by("pk"))
    return found[place % len(found)] if found else None


def issue(organisation: Organisation, amount: Decimal) -> None:
    number = Receivable.objects.count() + 1
    parts = [amount] if amount < 2 else [amount - Decimal(1), Decimal(1)]
    ledger.open_receivable(
        organisation=organisation,
        kind=ReceivableKind.INVOICE,
        number=f"T-{number}",
        currency="RON",
        issued_on=DAY,
        instalments=[(DAY + dt.timedelta(days=30 * n), part) for n, part in enumerate(parts, 1)],
        payment_reference=f"RF{number:05d}",
    )


def pay(organisation: Organisation, amount: Decimal, currency: str = "RON") -> None:
    ledger.write_payment(
        organisation_id=organisation.pk, amount=amount, currency=currency, received_on=DAY,
        submission_key=uuid.uuid4(), actor=None,
    )  # fmt: skip


def step(organisation: Organisation, what: str, amount: Decimal, one: int, other: int) -> None:
    debt, payment = picked(Receivable.objects, one), picked(Payment.objects, other)
    if what == "issue":
        issue(organisation, amount)
    elif what in {"pay", "pay_euro"}:
        pay(organisation, amount, "EUR" if what == "pay_euro" else "RON")
    elif what == "allocate" and debt and payment:
        rate = None if payment.currency == debt.currency else Decimal("0.201")
        ledger.allocate(
            payment_id=payment.pk, receivable_id=debt.pk, amount=amount, actor=None, rate=rate
        )
    elif what == "release" and Allocation.objects.exists():
        ledger.reverse_allocation(allocation_id=picked(Allocation.objects, one).pk, actor=None)
    elif what == "credit" and debt:
        ledger.add_credit(
            receivable_id=debt.pk, kind=CreditKind.CREDIT_NOTE, amount=amount, issued_on=DAY,
            reason="Test", actor=None,
        )  # fmt: skip
    elif what == "reverse" and payment:
        ledger.reverse_payment(payment_id=payment.pk, actor=None, reason="Test")
    elif what == "refund" and payment:
        ledger.write_refund(
            payment_id=payment.pk, amount=amount, paid_on=DAY, submission_key=uuid.uuid4(),
            actor=None,
        )  # fmt: skip


def total(rows, field: str) -> Decimal:
    return sum(rows.values_list(field, flat=True), Decimal(0))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_the_sums_of_the_ledger_agree_after_any_sequence(db, steps):
    with transaction.atomic():
        go_through(steps)
        transaction.set_rollback(True)


def go_through(steps) -> None:
    organisation = OrganisationFactory()
    for what, amount, one, other in steps:
        with contextlib.suppress(LedgerError):
            step(organisation, what, amount, one, other)

    debts = Receivable.objects.with_balance()
    assert all(0 <= row.balance <= row.amount for row in debts)
    assert all(row.instalments.latest("number").running_total == row.amount for row in debts)
    payments = Payment.objects.with_free()
    assert all(row.free >= 0 for row in payments)
    account = account_of(organisation)
    owed = {
        currency: total(debts.filter(currency=currency), "balance")
        - total(payments.filter(currency=currency), "free")
        for currency in account.entries
    }
    assert account.balances == owed
    everything = total(Payment.objects.filter(currency="RON"), "amount")
    used = total(Allocation.objects.filter(payment__currency="RON"), "paid")
    assert everything - used == total(payments.filter(currency="RON"), "free")
