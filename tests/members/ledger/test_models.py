"""What the database refuses, whoever asks."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from members.ledger.models import Allocation, Credit, Instalment, Payment, Receivable
from tests.members.fees.conftest import pay


def refuse(name: str):
    return pytest.raises(IntegrityError, match=name)


def a_payment(notice, **changes) -> Payment:
    values = {
        "organisation": notice.organisation,
        "amount": Decimal(10),
        "currency": notice.currency,
        "received_on": dt.date(2026, 3, 3),
        "submission_key": uuid.uuid4(),
        **changes,
    }
    return Payment.objects.create(**values)


def an_allocation(payment, notice, **changes) -> Allocation:
    values = {"amount": Decimal(10), "paid": Decimal(10), **changes}
    return Allocation.objects.create(payment=payment, receivable=notice.receivable, **values)


@pytest.mark.parametrize("model", [Receivable, Instalment, Allocation, Payment])
def test_rows_are_neither_changed_nor_deleted(notice, model):
    pay(notice, 100)

    with refuse("_is_kept"), transaction.atomic():
        model.objects.update(amount=Decimal(1))
    with refuse("_is_kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - names of our own


def test_a_credit_is_neither_changed_nor_deleted(notice):
    Credit.objects.create(
        receivable=notice.receivable, kind="write_off", amount=5, issued_on=dt.date(2026, 4, 1)
    )

    with refuse("ledger_is_kept"), transaction.atomic():
        Credit.objects.update(amount=1)
    with refuse("ledger_is_kept"), transaction.atomic():
        Credit.objects.all().delete()


def test_a_reversal_is_the_opposite_of_what_it_reverses(notice):
    payment = pay(notice, 100)

    with refuse("payment_fits"), transaction.atomic():
        a_payment(notice, amount=Decimal(-99), reverses=payment)
    with refuse("payment_sign_fits_kind"), transaction.atomic():
        a_payment(notice, amount=Decimal(-100))
    allocation = payment.allocations.get()
    with refuse("allocation_fits"), transaction.atomic():
        an_allocation(payment, notice, amount=-99, paid=-99, reverses=allocation)


def test_a_refund_sends_back_money_of_the_same_organisation(notice, members_notice):
    payment = pay(notice, 100)

    with refuse("payment_refund_names_its_money"), transaction.atomic():
        a_payment(notice, kind="refund", amount=Decimal(-5))
    with refuse("payment_fits"), transaction.atomic():
        a_payment(members_notice, kind="refund", amount=Decimal(-5), refund_of=payment)


def test_a_submission_is_kept_once(notice):
    key = pay(notice, 100).submission_key

    with refuse("submission_key"), transaction.atomic():
        a_payment(notice, submission_key=key)


def test_no_more_is_used_than_there_is_and_no_more_paid_than_is_owed(notice):
    payment = a_payment(notice, amount=Decimal(50))

    with refuse("more of the payment is used"), transaction.atomic():
        an_allocation(payment, notice, amount=51, paid=51)
    much = a_payment(notice, amount=Decimal(5000))
    with refuse("more is credited and paid than is owed"), transaction.atomic():
        an_allocation(much, notice, amount=1201, paid=1201)
    with refuse("more is credited and paid than is owed"), transaction.atomic():
        Credit.objects.create(
            receivable=notice.receivable, kind="write_off", amount=1201,
            issued_on=dt.date(2026, 4, 1),
        )  # fmt: skip


def test_money_pays_only_debts_of_its_organisation_and_at_a_rate_if_it_is_foreign(
    notice, members_notice
):
    payment = a_payment(notice)

    with refuse("this money cannot pay"), transaction.atomic():
        an_allocation(payment, members_notice)
    with refuse("this money cannot pay"), transaction.atomic():
        an_allocation(payment, notice, rate=Decimal(1))
    euro = a_payment(notice, currency="EUR")
    with refuse("this money cannot pay"), transaction.atomic():
        an_allocation(euro, notice)


def test_instalments_are_numbered_once(notice):
    first = notice.receivable.instalments.get()

    with refuse("instalment_once"), transaction.atomic():
        Instalment.objects.create(
            receivable=notice.receivable, number=1, due_on=first.due_on, amount=1, running_total=1
        )


def test_overdue_is_asked_of_the_first_uncovered_instalment(notice):
    assert notice.due_on == dt.date(2026, 4, 1)

    def overdue(day: dt.date) -> bool:
        return Receivable.objects.overdue(day).filter(pk=notice.receivable_id).exists()

    assert [overdue(dt.date(2026, 4, day)) for day in (1, 2)] == [False, True]
    pay(notice, 1200)
    assert not overdue(dt.date(2026, 4, 2))
