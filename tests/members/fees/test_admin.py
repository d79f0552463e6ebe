import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from cluster_portal.toolkit.history.models import HistoryEvent
from members.fees import worklists
from members.fees.models import Discount, FeeNotice, FeeTable
from members.ledger.rates import ExchangeRate
from members.organisations.models import Category
from tests.factories.members import FeeTableFactory, UserFactory
from tests.members.fees.conftest import issue, open_membership, pay

NOTICES = reverse("admin:members_feenotice_changelist")


@pytest.fixture
def clerk(db):
    """Somebody of the office who may see notices and record payments, and nothing else."""
    person = UserFactory(is_staff=True, email="clerk@example.org")
    wanted = ["view_feenotice", "add_payment", "view_payment"]
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return person


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def test_clerk_records_payments_but_neither_cancels_nor_issues(client, clerk, notice):
    client.force_login(clerk)
    payment = pay(notice, 5)
    cancel = reverse("admin:members_feenotice_cancel", args=[notice.pk])

    assert client.get(reverse("admin:members_payment_add")).status_code == 200
    assert client.get(cancel).status_code == 403
    assert client.get(reverse("admin:members_feenotice_add")).status_code == 403
    assert (
        client.get(reverse("admin:members_payment_reverse", args=[payment.pk])).status_code == 403
    )
    page = client.get(reverse("admin:members_feenotice_change", args=[notice.pk])).content.decode()
    assert "Record a payment" in page
    assert "Cancel the notice" not in page


def test_member_cannot_open_the_office(client, bogdan, notice):
    client.force_login(bogdan)
    for name in ("cancel", "change"):
        address = reverse(f"admin:members_feenotice_{name}", args=[notice.pk])
        assert client.get(address).status_code == 302


def test_notice_is_neither_edited_nor_deleted(desk, notice):
    address = reverse("admin:members_feenotice_change", args=[notice.pk])
    page = desk.get(address)

    assert 'name="_save"' not in page.content.decode()
    assert desk.post(address, {"amount": "1"}).status_code == 403
    delete = reverse("admin:members_feenotice_delete", args=[notice.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 403
    assert FeeNotice.objects.get().amount == 1200


def test_notice_page_shows_payments_and_what_happened(desk, notice):
    pay(notice, 100)

    text = desk.get(reverse("admin:members_feenotice_change", args=[notice.pk])).content.decode()

    for fact in (": 100.00\u00a0RON", "Payment set against", "Fee notice issued", "1,100.00"):
        assert fact in text


@pytest.mark.parametrize(
    "words", ["COT-2026-0001", "cot20260001", "New Ltd", "New Ltd SRL", "reference", "identifier"]
)
def test_notice_is_found_by_number_reference_and_organisation(desk, notice, members_notice, words):
    words = {
        "reference": notice.payment_reference,
        "identifier": notice.organisation.identifier,
    }.get(words, words)

    found = desk.get(NOTICES, {"q": words}).context["cl"].queryset

    assert list(found) == [notice]


def test_notices_are_filtered_by_settlement(desk, association, member, table):
    paid, overdue, partly = (
        issue(open_membership(member), table, fee_year=year) for year in (2024, 2025, 2026)
    )
    pay(paid, 1200)
    pay(partly, 1)

    def listed(settlement):
        return set(desk.get(NOTICES, {"settlement": settlement}).context["cl"].queryset)

    assert listed("paid") == {paid}
    assert listed("unpaid") == listed("overdue") == {overdue, partly}
    assert listed("open") == listed("cancelled") == set()


def test_notice_list_asks_as_many_queries_for_three_as_for_one(
    desk, association, member, table, django_assert_max_num_queries
):
    counts = []
    for year in (2024, 2025, 2026):
        pay(issue(open_membership(member), table, fee_year=year), 10)
        if year != 2025:
            with django_assert_max_num_queries(40) as asked:
                desk.get(NOTICES)
            counts.append(len(asked))

    assert counts[0] == counts[1]


def test_office_issues_a_notice_by_hand(desk, association, member, bogdan, table):
    address = reverse("admin:members_feenotice_add")
    membership = open_membership(member)

    refused = desk.post(address, {"membership": membership.pk, "fee_year": 2030})
    desk.post(address, {"membership": membership.pk, "fee_year": 2026})

    assert "No fee table is published for 2030." in refused.content.decode()
    assert FeeNotice.objects.get().amount == 1000


def test_cancelling_asks_for_a_reason(desk, notice):
    address = reverse("admin:members_feenotice_cancel", args=[notice.pk])

    assert desk.post(address, {"reason": ""}).status_code == 200
    assert FeeNotice.objects.get().status == "issued"
    desk.post(address, {"reason": "Wrong size"})
    assert FeeNotice.objects.get().status == "cancelled"


def bands(*rows) -> dict:
    data = {
        "bands-TOTAL_FORMS": len(rows),
        "bands-INITIAL_FORMS": sum("id" in row for row in rows),
        "bands-MIN_NUM_FORMS": 0,
        "bands-MAX_NUM_FORMS": 1000,
    }
    for other in ("measures", "tiers", "plans"):
        data |= {f"{other}-TOTAL_FORMS": 0, f"{other}-INITIAL_FORMS": 0}
    for place, row in enumerate(rows):
        data |= {f"bands-{place}-{name}": value for name, value in row.items()}
    return data


def band(first, last, amount=10, **more) -> dict:
    return {"category": Category.COMPANY, "size_from": first, "size_to": last, "amount": amount,
            "entry_fee": 0, **more}  # fmt: skip


TABLE = {"year": 2031, "currency": "RON", "decision_reference": "AG 1/2030", "term_years": 1,
         "amounts_per": "year", "pro_rata": "none", "rate_day": "issue"}  # fmt: skip


def test_fee_table_is_drafted_with_its_bands_and_overlaps_are_said(desk):
    add = reverse("admin:members_feetable_add")

    text = desk.post(add, TABLE | bands(band(0, 49), band(40, ""))).content.decode()
    assert "Two bands of this category overlap." in text
    assert not FeeTable.objects.exists()

    desk.post(add, TABLE | bands(band(0, 49), band(50, "")))
    assert FeeTable.objects.get().bands.count() == 2


def test_bands_of_a_draft_can_change_their_borders_in_one_go(desk):
    desk.post(reverse("admin:members_feetable_add"), TABLE | bands(band(0, 49), band(50, "")))
    table = FeeTable.objects.get()
    small, large = table.bands.all()

    desk.post(
        reverse("admin:members_feetable_change", args=[table.pk]),
        TABLE
        | bands(
            band(0, 59, id=small.pk, table=table.pk), band(60, "", id=large.pk, table=table.pk)
        ),
    )

    assert list(table.bands.values_list("size_from", "size_to")) == [(0, 59), (60, None)]


def test_fee_table_is_published_from_its_page_and_then_read_only(desk):
    table = FeeTableFactory(published=False, year=2031)
    address = reverse("admin:members_feetable_publish", args=[table.pk])
    change = reverse("admin:members_feetable_change", args=[table.pk])
    assert address in desk.get(change).content.decode()

    desk.post(address)

    table.refresh_from_db()
    assert table.status == "published"
    page = desk.get(change).content.decode()
    assert address not in page
    assert 'name="year"' not in page
    assert 'name="bands-0-amount"' not in page
    delete = reverse("admin:members_feetable_delete", args=[table.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 403


def test_publishing_an_incomplete_table_says_what_is_missing(desk):
    table = FeeTable.objects.create(year=2031)

    text = desk.post(
        reverse("admin:members_feetable_publish", args=[table.pk])
    ).content.decode()  # fmt: skip

    assert "has no fee for 0 staff" in text


def test_worklist_has_the_unpaid_notices_the_longest_due_first(association, member, table, office):
    late = issue(open_membership(member), table, fee_year=2025, issued_on=dt.date(2026, 1, 2))
    later = issue(open_membership(member), table, fee_year=2026)
    paid = issue(open_membership(member), table, fee_year=2024)
    pay(paid, 1200, allocations=[(paid.receivable_id, 1200)])

    (worklist,) = worklists.worklists()

    assert list(worklist.rows) == [late, later]
    assert worklist.url == f"{NOTICES}?settlement=unpaid"


def test_last_years_table_is_next_years_draft_in_one_click(desk, office):
    table = FeeTable.objects.create(
        year=2028, pro_rata="monthly", next_year_from=dt.date(2028, 2, 29), payable_in=["EUR"],
        decision_reference="AG 1/2027",
    )  # fmt: skip
    table.tiers.create(code="gold", name_en="Gold", name_ro="Aur", amount=900)
    table.plans.create(code="two", name_en="Two", name_ro="Două", percents=[50, 50],
                       due_days=[30, 90])  # fmt: skip
    table.bands.create(category=Category.COMPANY, amount=100)

    address = reverse("admin:members_feetable_copy", args=[table.pk])
    page = desk.get(reverse("admin:members_feetable_change", args=[table.pk])).content.decode()
    assert f'action="{address}"' in page
    assert 'form="copy-table"' in page

    response = desk.post(address, follow=True)

    draft = FeeTable.objects.get(year=2029)
    assert "This is the draft for 2029" in response.content.decode()
    assert (draft.status, draft.decision_reference) == ("draft", "")
    assert draft.next_year_from == dt.date(2029, 2, 28)
    assert draft.payable_in == ["EUR"]
    assert [row.name_ro for row in draft.tiers.all()] == ["Aur"]
    assert [row.due_days for row in draft.plans.all()] == [[30, 90]]
    assert [row.amount for row in draft.bands.all()] == [100]
    assert table.bands.count() == 1


def test_parts_of_a_published_table_are_read_only(desk, table):
    page = desk.get(reverse("admin:members_feetable_change", args=[table.pk])).content.decode()

    assert 'name="measures-0-definition_en"' not in page
    assert "Employees on 31 December." in page


def test_allowances_and_rates_are_entered_by_the_office_and_kept_in_the_history(desk, member):
    desk.post(
        reverse("admin:members_discount_add"),
        {"name_en": "Early", "name_ro": "Devreme", "percent": "10", "code": "EARLY",
         "valid_from": "2026-01-01", "valid_until": "2026-03-31",
         "decision_reference": "HCD 1/2026"},
    )  # fmt: skip
    desk.post(
        reverse("admin:members_exchangerate_add"),
        {"currency": "EUR", "on": "2026-03-02", "rate": "5.0912", "source": "BNR"},
    )

    discount, rate = Discount.objects.get(), ExchangeRate.objects.get()
    assert (discount.percent, rate.rate) == (10, Decimal("5.0912"))
    assert HistoryEvent.objects.about(discount).get().kind == "fees.allowance_added"
    assert HistoryEvent.objects.about(rate).get().kind == "fees.rate_added"


def test_discount_is_a_percent_or_an_amount_and_the_form_says_so(desk):
    text = desk.post(
        reverse("admin:members_discount_add"),
        {"name_en": "Both", "name_ro": "Amândouă", "percent": "10", "amount": "5",
         "currency": "RON", "valid_from": "2026-01-01"},
    ).content.decode()  # fmt: skip

    assert "Write a percent, or an amount with its currency." in text
    assert not Discount.objects.exists()


def test_pro_forma_of_the_office_is_a_pdf_and_leaves_no_trace(desk, association, member, table):
    address = reverse("admin:members_feenotice_pro_forma")
    data = {"membership": open_membership(member).pk, "fee_year": 2026, "language": "both"}

    response = desk.post(address, data)
    refused = desk.post(address, data | {"fee_year": 2030})

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert not FeeNotice.objects.exists()
    assert "No fee table is published for 2030." in refused.content.decode()
