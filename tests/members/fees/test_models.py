import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from members.fees.models import FeeBand, FeeNotice, FeeTable
from members.ledger.models import Receivable, Settlement
from members.organisations.models import Category
from tests.factories.members import FeeTableFactory
from tests.members.fees.conftest import pay


def refuse(name: str):
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", "1"),
        ("sequence", "99"),
        ("due_on", "2030-01-01"),
        ("payer", '{"legal_name": "Somebody else"}'),
        ("lines", "[]"),
        ("payment_reference", "RF18539007547034"),
        ("language", "en"),
    ],
)
def test_issued_notice_cannot_be_changed_behind_the_portals_back(notice, column, value):
    with refuse("fee_notice_is_kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE members_feenotice SET {column} = %s WHERE id = %s",  # noqa: S608 - names of our own
            [value, notice.pk],
        )


def test_issued_notice_cannot_be_deleted(notice):
    with refuse("fee_notice_is_kept"), transaction.atomic():
        FeeNotice.objects.filter(pk=notice.pk).delete()


def test_cancelled_notice_does_not_come_back(notice, office):
    FeeNotice.objects.filter(pk=notice.pk).update(
        status="cancelled", cancelled_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    )

    with refuse("fee_notice_is_kept"), transaction.atomic():
        FeeNotice.objects.filter(pk=notice.pk).update(status="issued", cancelled_at=None)


def again(notice):
    """The notice once more, not yet saved, for a debt of its own."""
    debt = Receivable.objects.get(pk=notice.receivable_id)
    debt.pk, debt.number, debt.payment_reference = None, "another", "RF18539007547034"
    debt.save(force_insert=True)
    copy = FeeNotice.objects.get(pk=notice.pk)
    copy.pk, copy.receivable, copy.payment_reference = None, debt, debt.payment_reference
    return copy


def test_a_number_is_given_once(notice):
    copy = again(notice)
    copy.fee_year = 2027

    with refuse("fee_notice_number_once"), transaction.atomic():
        copy.save(force_insert=True)


def test_membership_has_one_notice_a_year(notice):
    copy = again(notice)
    copy.sequence = 2

    with refuse("fee_notice_one_a_year"), transaction.atomic():
        copy.save(force_insert=True)


def test_published_table_and_its_bands_do_not_change(table):
    band = table.bands.first()

    with refuse("fee_table_is_kept"), transaction.atomic():
        FeeTable.objects.filter(pk=table.pk).update(year=2031)
    with refuse("fee_table_is_kept"), transaction.atomic():
        FeeTable.objects.filter(pk=table.pk).update(status="draft")
    with refuse("fee_band_is_kept"), transaction.atomic():
        FeeBand.objects.filter(pk=band.pk).update(amount=Decimal(1))
    with refuse("fee_band_is_kept"), transaction.atomic():
        band.delete()
    with refuse("fee_band_is_kept"), transaction.atomic():
        FeeBand.objects.create(table=table, category=Category.COMPANY, amount=1, size_from=9000)


def test_published_table_may_still_say_more(table):
    table.notes_en, table.is_example = "Half of it for start-ups.", True
    table.save()

    assert FeeTable.objects.get(pk=table.pk).notes_en == "Half of it for start-ups."


def test_year_has_one_published_table(table):
    with refuse("fee_table_one_published_a_year"), transaction.atomic():
        FeeTableFactory(year=table.year)


def test_bands_of_a_category_do_not_overlap(db):
    table = FeeTableFactory(published=False)

    with refuse("fee_band_no_overlap"), transaction.atomic():
        FeeBand.objects.create(
            table=table, category=Category.COMPANY, size_from=40, size_to=60, amount=1
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_balance_is_the_sum_of_payments_and_reversals(notice, office):
    pay(notice, "300.50")
    pay(notice, "99.50")

    row = FeeNotice.objects.with_balance().get(pk=notice.pk)
    assert (row.paid, row.balance) == (Decimal("400.00"), Decimal("800.00"))


@pytest.mark.parametrize(
    ("paid", "today", "word"),
    [
        (0, dt.date(2026, 4, 1), Settlement.OPEN),
        (5, dt.date(2026, 4, 1), Settlement.PARTLY),
        (5, dt.date(2026, 4, 2), Settlement.OVERDUE),
        (1200, dt.date(2026, 5, 1), Settlement.PAID),
        (1300, dt.date(2026, 5, 1), Settlement.PAID),
    ],
)
def test_settlement_says_the_same_in_python_and_in_sql(notice, paid, today, word):
    if paid:
        pay(notice, paid)
    assert notice.due_on == dt.date(2026, 4, 1)

    row = FeeNotice.objects.with_balance().get(pk=notice.pk)
    assert row.settlement(today) == word
    assert [
        state for state in Settlement if notice in FeeNotice.objects.in_settlement(state, today)
    ] == [word]


def test_table_in_force_is_that_of_the_year_or_the_last_before(db):
    old, new = FeeTableFactory(year=2025), FeeTableFactory(year=2027)
    FeeTableFactory(year=2026, published=False)

    assert FeeTable.objects.in_force(dt.date(2024, 12, 31)) is None
    assert FeeTable.objects.in_force(dt.date(2026, 6, 1)) == old
    assert FeeTable.objects.in_force(dt.date(2027, 1, 1)) == new
    assert list(FeeTable.objects.shown(dt.date(2026, 6, 1))) == [old, new]


def test_notice_is_seen_by_those_who_speak_for_the_payer_and_by_the_office(
    members_notice, ana, bogdan, carmen, office
):
    def seen(viewer):
        return list(FeeNotice.objects.visible_to(viewer))

    assert [seen(ana), seen(bogdan), seen(office)] == [[members_notice]] * 3
    assert seen(carmen) == []
