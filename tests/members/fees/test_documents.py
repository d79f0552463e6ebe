import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from stdnum import iso11649

from cluster_portal.toolkit.mail.models import OutgoingMail
from members.fees import actions, paper
from members.fees.documents import sheet_of
from members.fees.errors import AlreadyIssuedError, NotReadyToIssueError
from members.fees.models import Discount, FeeNotice, FeeTable, FeeTerms
from members.fees.quotes import quote
from members.ledger.rates import ExchangeRate
from members.organisations.models import BankAccount, Category, MembershipStatus, Role
from tests import qr
from tests.factories.members import FeeTableFactory, represent
from tests.members.fees.conftest import issue, open_membership, pay
from tests.paper import edges_of, words_on


@pytest.fixture
def euro(association):
    return BankAccount.objects.create(
        association=association, currency="EUR", iban="RO13AAAADEMO000000000002",
        opened_on=dt.date(2020, 1, 1),
    )  # fmt: skip


@pytest.fixture
def euro_table(db, euro) -> FeeTable:
    """In euros, payable in lei at the rate of the day of issue, in two parts."""
    table = FeeTableFactory(year=2026, published=False, currency="EUR", payable_in=["RON"])
    table.plans.create(code="two", name_en="Two parts", name_ro="Două rate",
                       percents=[Decimal("33.33"), Decimal("66.67")],
                       due_days=[30, 90])  # fmt: skip
    FeeTable.objects.filter(pk=table.pk).update(status="published")
    return FeeTable.objects.with_parts().get(pk=table.pk)


def in_euros(table, **facts):
    return quote(table=table, category=Category.COMPANY, staff_count=20, on=dt.date(2026, 3, 1),
                 **facts)  # fmt: skip


def test_notice_keeps_its_parts_and_the_rate_of_its_day(waiting, euro_table):
    ExchangeRate.objects.create(currency="EUR", on=dt.date(2026, 2, 27), rate=Decimal("5.0000"))
    ExchangeRate.objects.create(currency="EUR", on=dt.date(2026, 3, 2), rate=Decimal("5.0912"))

    notice = issue(waiting, euro_table, fee_quote=in_euros(euro_table, plan="two"))

    sheet = sheet_of(FeeNotice.objects.get(pk=notice.pk))
    assert [(p.due_on, p.amount) for p in sheet.parts] == [
        (dt.date(2026, 4, 1), Decimal("399.96")), (dt.date(2026, 5, 31), Decimal("800.04")),
    ]  # fmt: skip
    assert [row.amount for row in notice.receivable.instalments.all()] == [
        Decimal("399.96"), Decimal("800.04"),
    ]  # fmt: skip
    (lei,) = sheet.other_accounts
    assert (lei.currency, lei.amount) == ("RON", Decimal("6109.44"))
    assert lei.iban == "RO40AAAADEMO000000000001"
    assert lei.payable.rates_in_words == "1 EUR = 5.0912 RON, BNR, 2 March 2026"
    ExchangeRate.objects.update(rate=6)
    assert sheet_of(FeeNotice.objects.get(pk=notice.pk)).other_accounts[0].amount == lei.amount


@pytest.mark.parametrize(("language", "sign"), [("en", "."), ("ro", ",")])
def test_what_is_taken_off_has_a_minus_and_keeps_its_column(waiting, association, language, sign):
    Discount.objects.create(name_en="Spring", name_ro="Primăvară", percent=Decimal("11.11"),
                            valid_from=dt.date(2026, 1, 1))  # fmt: skip
    notice = issue(waiting, FeeTableFactory(year=2026))

    made = paper.pdf_of(sheet_of(notice), paper.languages_of(language, "ro"))
    below = f"\u2212111{sign}10"
    assert f"{below} RON" in words_on(made)
    edges = edges_of(made, rf"{below}|888{sign}90|200{sign}00")
    widths = {round(right - left, 2) for left, right in edges_of(made, rf"(200|888){sign}\d\d")}
    assert len(edges) > 1
    assert len({round(right, 1) for _left, right in edges}) == 1
    assert len(widths) == 1


def test_notice_waits_for_the_rate_that_it_must_say(waiting, euro_table):
    with pytest.raises(NotReadyToIssueError, match="rate of 2 March 2026"):
        issue(waiting, euro_table, fee_quote=in_euros(euro_table))


def test_membership_begins_with_the_first_instalment(waiting, euro_table):
    ExchangeRate.objects.create(currency="EUR", on=dt.date(2026, 3, 2), rate=Decimal("5.0912"))
    notice = issue(waiting, euro_table, fee_quote=in_euros(euro_table, plan="two"))

    pay(notice, "399.95")
    waiting.refresh_from_db()
    assert waiting.status == MembershipStatus.AWAITING_PAYMENT
    pay(notice, "0.01")

    waiting.refresh_from_db()
    assert waiting.status == MembershipStatus.ACTIVE


def test_a_notice_of_two_years_stands_in_the_way_of_the_second(association, member):
    table = FeeTableFactory(year=2026, term_years=2)
    membership = open_membership(member)
    fee_quote = in_euros(FeeTable.objects.get(pk=table.pk), is_joining=False)

    notice = issue(membership, table, fee_year=None, fee_quote=fee_quote)

    assert (notice.fee_year, notice.covers_until) == (2026, dt.date(2027, 12, 31))
    with pytest.raises(AlreadyIssuedError):
        issue(membership, table, fee_year=2027)
    assert issue(membership, table, fee_year=2028).fee_year == 2028


def test_a_promise_holds_until_its_years_are_over(member, table):
    FeeTableFactory(year=2027)
    frozen = in_euros(table)
    membership = open_membership(member)

    def at(day):
        return actions.quote_at_joining(membership=membership, frozen=frozen, begins_on=day)

    assert at(dt.date(2026, 12, 31)) is frozen
    assert at(dt.date(2027, 1, 1)).fee_year == 2027


def test_terms_of_a_member_give_its_tier_and_its_parts(association, member, office):
    table = FeeTableFactory(year=2026, published=False)
    table.tiers.create(code="gold", name_en="Gold", name_ro="Aur", amount=5000, includes_base=True)
    table.plans.create(code="two", name_en="Two", name_ro="Două", percents=[50, 50],
                       due_days=[30, 90])  # fmt: skip
    FeeTable.objects.filter(pk=table.pk).update(status="published")
    FeeTerms.objects.create(organisation=member, tier_code="gold", plan_code="two",
                            valid_from=dt.date(2026, 1, 1))  # fmt: skip

    found = actions.quote_for_member(
        membership=open_membership(member), fee_year=2026, is_joining=False
    )

    assert found.total == 5000
    assert [part.amount for part in found.parts] == [2500, 2500]


@pytest.mark.parametrize("language", ["ro", "en", "both"])
def test_paper_says_what_the_notice_says_and_never_the_other_word(waiting, euro_table, language):
    ExchangeRate.objects.create(currency="EUR", on=dt.date(2026, 3, 2), rate=Decimal("5.0912"))
    notice = issue(waiting, euro_table, fee_quote=in_euros(euro_table, plan="two"))

    text = words_on(paper.pdf_of(sheet_of(notice), paper.languages_of(language, "ro")))

    for fact in (notice.number, iso11649.format(notice.payment_reference), "New Ltd SRL",
                 "RO13 AAAA DEMO 0000 0000 0002", "RO40 AAAA DEMO 0000 0000 0001"):  # fmt: skip
        assert fact in text
    amount, other = ("1,200.00 EUR", "1.200,00 EUR")
    assert (amount in text) == (language == "en")
    assert (other in text) == (language != "en")
    assert ("Notă de plată" in text or "Nota de plată" in text) == (language != "en")
    assert ("Fee notice" in text) == (language != "ro")
    assert "factur" not in text.lower()
    assert "invoice" not in text.lower()


def test_code_on_the_paper_is_read_as_the_transfer_of_the_first_part(waiting, euro_table):
    """EPC069-12: byte by byte what a bank's app fills in."""
    ExchangeRate.objects.create(currency="EUR", on=dt.date(2026, 3, 2), rate=Decimal("5.0912"))
    notice = issue(waiting, euro_table, fee_quote=in_euros(euro_table, plan="two"))

    read = qr.words_of(paper.pdf_of(sheet_of(notice), ["en"]))

    assert read.split("\n") == [
        "BCD", "002", "1", "SCT", "", "Asociația Test Cluster", "RO13AAAADEMO000000000002",
        "EUR399.96", "", notice.payment_reference,
    ]  # fmt: skip


def test_page_shows_the_code_of_what_is_to_be_paid_next(client, waiting, euro_table, bogdan):
    ExchangeRate.objects.create(currency="EUR", on=dt.date(2026, 3, 2), rate=Decimal("5.0912"))
    notice = issue(waiting, euro_table, fee_quote=in_euros(euro_table, plan="two"))
    represent(bogdan, notice.organisation, Role.BILLING)
    client.force_login(bogdan)

    def shown() -> str:
        return " ".join(client.get(notice.get_absolute_url()).content.decode().split())

    first = shown()
    assert "data:image/svg+xml" in first
    assert "399,96 EUR" in first
    assert "Still to pay: 1,200.00 EUR, of it 399.96 EUR by" in first
    pay(notice, Decimal("399.96"), currency="EUR")
    assert "transfer only what is left" not in first
    assert "Still to pay: 800.04 EUR, by" in shown()
    assert "transfer only what is left" in shown()
    pay(notice, Decimal("800.04"), currency="EUR")
    assert "transfer only what is left" not in shown()
    assert "data:image/svg+xml" not in shown()


def test_dues_in_lei_have_no_euro_code(notice):
    assert paper.epc_payment(sheet_of(notice)) is None


def test_notice_is_downloaded_by_those_who_may_see_it(client, bogdan, members_notice, ana, carmen):
    address = reverse("members:fee_notice_pdf", args=[members_notice.pk])

    def got(viewer):
        client.force_login(viewer)
        return client.get(address)

    assert got(bogdan).content.startswith(b"%PDF")
    assert got(ana).status_code == 403
    assert got(carmen).status_code == 404
    letter = OutgoingMail.objects.get(to_address="bogdan@example.org")
    assert address in letter.text
    assert address in letter.html


def test_pro_forma_is_offered_for_years_without_a_notice(client, association, member, bogdan):
    year = dt.date.today().year  # noqa: DTZ011 - a year is enough
    FeeTableFactory(year=year)
    address = reverse("members:fee_pro_forma", args=[year])
    client.force_login(bogdan)
    assert address in client.get(reverse("members:my_fees")).content.decode()

    text = words_on(client.get(address, {"language": "en"}).content)

    assert "Pro forma" in text
    assert "it has no number, and nothing is owed by it" in text
    assert "RF" not in text
    assert "COT-" not in text
    assert not FeeNotice.objects.exists()
    assert client.get(reverse("members:fee_pro_forma", args=[year - 5])).status_code == 404


def test_the_day_of_a_cancellation_is_that_of_bucharest(notice):
    notice.cancelled_at = dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC)

    assert sheet_of(notice).cancelled_on == dt.date(2027, 1, 1)
