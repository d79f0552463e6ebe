import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from stdnum import iso11649

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.fees import actions
from members.fees.errors import (
    AlreadyIssuedError,
    NoFeeTableError,
    NothingToPayError,
    NoticeHasPaymentsError,
    NotReadyToIssueError,
    TableIncompleteError,
)
from members.fees.models import FeeBand, FeeNotice, FeeTable
from members.fees.quotes import Quote, QuoteLine
from members.organisations.models import (
    BankAccount,
    Category,
    Organisation,
    Role,
    StatuteRules,
)
from members.organisations.readers import looks_after_money
from members.payments import actions as payments
from tests.factories.members import FeeTableFactory, UserFactory, represent
from tests.members.fees.conftest import a_quote, issue, open_membership, pay


def kinds(subject) -> list[str]:
    return list(HistoryEvent.objects.about(subject).values_list("kind", flat=True))[::-1]


def test_issue_notice_freezes_what_was_true_on_the_day(notice, association):
    Organisation.objects.filter(pk=notice.organisation_id).update(legal_name="Renamed SA")
    BankAccount.objects.update(iban="RO13AAAADEMO000000000002")

    notice.refresh_from_db()
    assert (notice.number, notice.amount, notice.currency) == ("COT-2026-0001", 1200, "RON")
    assert notice.due_on == dt.date(2026, 4, 1)
    assert notice.payer["legal_name"] == "New Ltd SRL"
    assert notice.payee["legal_name"] == association.legal_name
    assert notice.payee["iban"] == "RO40AAAADEMO000000000001"
    assert iso11649.is_valid(notice.payment_reference)
    assert notice.payment_reference.endswith("COT202600001")
    assert kinds(notice) == ["fees.issued"]


def test_issue_notice_is_due_by_the_rules_of_the_day(association, waiting, table):
    StatuteRules.objects.create(
        association=association, valid_from=dt.date(2026, 1, 1), fee_due_days=15
    )

    assert issue(waiting, table).due_on == dt.date(2026, 3, 17)


def test_issue_notice_tells_those_who_look_after_the_bills(association, member, bogdan, ana, table):
    clerk = UserFactory(email="bills@example.org", full_name="Bianca Bills", language="ro")
    represent(clerk, member, Role.BILLING)

    issue(open_membership(member), table)

    mail = OutgoingMail.objects.get()
    assert (mail.to_address, mail.language) == ("bills@example.org", "ro")
    for fact in ("1.200,00", "RO40 AAAA DEMO 0000 0000 0001", "RF", "/ro/my/fees/"):
        assert fact in mail.text
        assert fact in mail.html
    assert "1 aprilie 2026" in mail.text.lower()


def test_issue_notice_tells_the_primary_contact_where_nobody_has_the_bills(members_notice, bogdan):
    issue_again = OutgoingMail.objects.filter(to_address=bogdan.email)

    assert not issue_again.exists()  # the notice was issued before Bogdan came
    assert {person.email for person in looks_after_money(
        members_notice.organisation
    )} == {bogdan.email}  # fmt: skip


def test_issue_notice_needs_an_open_account_in_the_currency(association, waiting, db):
    table = FeeTableFactory(currency="EUR")

    with pytest.raises(NotReadyToIssueError, match="EUR"):
        issue(waiting, table)
    assert not FeeNotice.objects.exists()


def test_issue_notice_needs_the_associations_record(waiting, table):
    with pytest.raises(NotReadyToIssueError, match="record is missing"):
        issue(waiting, table)


def test_issue_notice_does_not_ask_for_the_same_year_twice(notice, waiting, table):
    with pytest.raises(AlreadyIssuedError, match="2026"):
        issue(waiting, table)
    assert issue(waiting, table, fee_year=2027).number == "COT-2026-0002"


def test_issue_notice_is_not_sent_over_nothing_or_from_the_future(association, waiting, table):
    free = Quote(dt.date(2026, 3, 1), 1, 2026, "RON", Category.AUTHORITY, None,
                 (QuoteLine("yearly", Decimal("0.00")),))  # fmt: skip
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(NothingToPayError):
        issue(waiting, table, fee_quote=free)
    with pytest.raises(NotReadyToIssueError):
        issue(waiting, table, issued_on=tomorrow)


def test_office_issues_by_the_table_of_the_year(association, member, office, ana):
    FeeTableFactory(year=2027)

    notice = actions.issue_by_table(
        membership_id=open_membership(member).pk, fee_year=2027, is_joining=False, actor=office
    )

    assert (notice.amount, notice.fee_year) == (1000, 2027)
    with pytest.raises(NoFeeTableError, match="2030"):
        actions.issue_by_table(
            membership_id=notice.membership_id, fee_year=2030, is_joining=False, actor=office
        )
    with pytest.raises(NotAllowedError):
        actions.issue_by_table(
            membership_id=notice.membership_id, fee_year=2027, is_joining=False, actor=ana
        )


def test_cancel_notice_keeps_it_and_frees_the_year(notice, waiting, table, office, ana):
    represent(UserFactory(email="new@example.org"), waiting.organisation, Role.PRIMARY_CONTACT)

    actions.cancel_notice(notice_id=notice.pk, actor=office, reason="Wrong size")

    notice.refresh_from_db()
    assert (notice.status, notice.number) == ("cancelled", "COT-2026-0001")
    assert kinds(notice) == ["fees.issued", "fees.cancelled"]
    mail = OutgoingMail.objects.get(template__endswith="notice_cancelled")
    assert mail.to_address == "new@example.org"
    assert "Wrong size" in mail.text
    assert issue(waiting, table).number == "COT-2026-0002"
    with pytest.raises(IllegalTransitionError):
        actions.cancel_notice(notice_id=notice.pk, actor=office, reason="Again")
    with pytest.raises(NotAllowedError):
        actions.cancel_notice(notice_id=notice.pk, actor=ana, reason="Mine")


def test_cancel_notice_waits_until_payments_are_reversed(notice, office):
    payment = pay(notice, 100)

    with pytest.raises(NoticeHasPaymentsError):
        actions.cancel_notice(notice_id=notice.pk, actor=office, reason="Wrong size")

    payments.reverse_payment(payment_id=payment.pk, actor=office, reason="Sent back")
    actions.cancel_notice(notice_id=notice.pk, actor=office, reason="Wrong size")


def test_publish_table_says_where_a_fee_is_missing(office, ana, db):
    table = FeeTableFactory(published=False, year=2028)

    with pytest.raises(NotAllowedError):
        actions.publish_table(table_id=table.pk, actor=ana)
    FeeBand.objects.filter(table=table, size_from=50).update(size_from=60)
    with pytest.raises(TableIncompleteError, match="“Company” has no fee for 50 staff"):
        actions.publish_table(table_id=table.pk, actor=office)
    FeeBand.objects.filter(table=table, size_from=60).update(size_from=50, size_to=99)
    with pytest.raises(TableIncompleteError, match="100 staff"):
        actions.publish_table(table_id=table.pk, actor=office)
    FeeBand.objects.filter(table=table, size_from=50).update(size_to=None)
    table.bands.filter(category=Category.COMMUNITY).delete()
    with pytest.raises(TableIncompleteError, match="“Community organisation”"):
        actions.publish_table(table_id=table.pk, actor=office)
    FeeBand.objects.create(table=table, category=Category.COMMUNITY, amount=0)

    actions.publish_table(table_id=table.pk, actor=office)

    assert FeeTable.objects.in_force(dt.date(2028, 5, 1)) == table
    assert kinds(table) == ["fees.table_published"]


def test_publish_table_takes_one_a_year(table, office):
    rival = FeeTableFactory(published=False, year=table.year)

    with pytest.raises(TableIncompleteError, match="2026"):
        actions.publish_table(table_id=rival.pk, actor=office)
    with pytest.raises(IllegalTransitionError):
        actions.publish_table(table_id=table.pk, actor=office)


def test_payment_reference_holds_the_number_and_its_check_digits():
    assert actions.payment_reference("COT", 2026, 1).endswith("COT202600001")
    assert all(iso11649.is_valid(actions.payment_reference("COT", 2026, n)) for n in range(1, 500))


def test_quote_of_an_issued_notice_is_what_was_quoted(notice, table):
    assert [QuoteLine.from_json(line) for line in notice.lines] == list(a_quote(table).lines)
