import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.fees.models import Discount, Exemption, FeeNotice, FeeTable
from members.fees.preview import preview
from members.organisations.models import Category, Organisation
from members.renewals import actions, planning
from members.renewals.actions import runs
from members.renewals.errors import NothingToIssueError, RunInProgressError
from members.renewals.models import ItemOutcome, RenewalItem, RunStatus
from tests.factories.members import ActiveMemberFactory, FeeTableFactory
from tests.members.fees.conftest import issue, open_membership, pay

YEAR = 2027


@pytest.fixture
def year(association) -> int:
    FeeTableFactory(year=YEAR)
    return YEAR


def begin(office, **changes):
    return actions.begin_run(fee_year=YEAR, actor=office, **changes)


def billed() -> set[str]:
    rows = FeeNotice.objects.filter(fee_year=YEAR)
    return set(rows.values_list("organisation__display_name", flat=True))


def test_preview_says_who_pays_how_much_and_who_is_left_out_and_why(year, member, waiting):
    unknown = ActiveMemberFactory(display_name="Unknown size", staff_count=None)

    rows = {str(one.membership.organisation): one for one in planning.plan(year)}

    assert rows["Member Ltd"].amount == 1000
    assert "20 declared" in rows["Member Ltd"].reason
    assert rows[str(unknown)].quote is None
    assert "number of staff" in rows[str(unknown)].reason
    assert "has not begun" in rows["New Ltd"].reason


def test_preview_asks_as_many_queries_for_three_as_for_one(
    year, member, django_assert_max_num_queries
):
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(20) as asked:
            planning.plan(year)
        counts.append(len(asked))
        ActiveMemberFactory.create_batch(2)

    assert counts[0] == counts[1]


def test_preview_and_run_reckon_the_same(year, member):
    membership = open_membership(member)

    (previewed,) = planning.plan(year)
    billed_one = planning.plan_for(membership, year)

    assert previewed.quote.lines == billed_one.quote.lines
    assert previewed.reason == billed_one.reason


@pytest.mark.parametrize(
    ("until", "since", "fee"),
    [("12-31", "01-01", 600), ("12-31", "01-02", 1000), ("12-30", "01-01", 600)],
)
def test_what_is_granted_for_a_year_lowers_that_years_fee_alone(
    year, member, until, since, fee, monkeypatch
):
    """The run of 2027 is made in November 2026: what ends with December is of the year before."""
    november = dt.datetime(2026, 11, 20, 12, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: november)
    names = {"name_en": "Granted", "name_ro": "Acordat", "organisation": member}
    Exemption.objects.create(**names, valid_from="2026-01-01", valid_until=f"2026-{until}")
    Discount.objects.create(**names, percent=40, valid_from=f"2027-{since}")

    (previewed,) = planning.plan(year)
    billed_one = planning.plan_for(open_membership(member), year)
    (compared,) = preview(FeeTable.objects.get(year=year)).rows

    assert previewed.amount == billed_one.amount == compared.new.total == fee


def test_preview_says_what_keeps_every_notice_from_being_issued(association, member, office):
    FeeTableFactory(year=YEAR, payable_in=["EUR"])

    (previewed,) = planning.plan(YEAR)
    run = begin(office)
    actions.carry_on(run.pk)

    assert previewed.quote is None
    assert "Enter the National Bank" in previewed.reason
    assert previewed.reason == run.items.get().reason


def test_run_issues_what_the_preview_showed_and_tells_the_members(year, member, bogdan, office):
    ActiveMemberFactory(display_name="Unknown size", staff_count=None)
    expected = {
        str(one.membership.organisation): one.amount for one in planning.plan(year) if one.quote
    }

    run = begin(office)
    assert actions.carry_on(run.pk) == 1

    run.refresh_from_db()
    assert run.status == RunStatus.DONE
    issued = RenewalItem.objects.get(outcome=ItemOutcome.ISSUED)
    assert expected == {"Member Ltd": issued.notice.amount}
    assert OutgoingMail.objects.filter(template__endswith="notice_issued").count() == 1
    skipped = RenewalItem.objects.get(outcome=ItemOutcome.SKIPPED)
    assert "number of staff" in skipped.reason


def test_follow_up_bills_only_the_newcomers(year, member, office):
    actions.carry_on(begin(office).pk)
    with pytest.raises(NothingToIssueError):
        begin(office)
    ActiveMemberFactory(display_name="Newcomer")

    assert actions.carry_on(begin(office).pk) == 1
    assert billed() == {"Member Ltd", "Newcomer"}
    assert FeeNotice.objects.filter(fee_year=YEAR).count() == 2


def test_interrupted_run_ends_in_the_same_state(year, office, monkeypatch):
    for number in range(5):
        ActiveMemberFactory(display_name=f"Member {number}")
    run = begin(office)
    real, done = runs.bill, []

    def dies_at_the_third(**values):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(values)
        return real(**values)

    monkeypatch.setattr(runs, "bill", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        actions.carry_on(run.pk)
    monkeypatch.undo()
    assert len(billed()) == 2
    assert actions.unfinished(timezone.now() + dt.timedelta(minutes=1)) == [run.pk]

    assert actions.carry_on(run.pk) == 3
    assert actions.carry_on(run.pk) == 0
    assert sorted(FeeNotice.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]


def test_one_run_a_year_at_a_time_and_only_for_the_office(year, member, office, ana):
    with pytest.raises(NotAllowedError):
        begin(ana)
    begin(office)
    with pytest.raises(RunInProgressError):
        begin(office)


def test_credit_of_a_member_is_used_for_the_new_notice(year, member, office, table):
    pay(issue(open_membership(member), table), 1500)

    actions.carry_on(begin(office).pk)

    notice = FeeNotice.objects.with_balance().get(fee_year=YEAR)
    assert (notice.paid, notice.balance) == (300, 700)


def test_a_pending_renewal_takes_no_rights_away(year, member, office):
    run = begin(office)
    assert member in Organisation.objects.active_members()
    actions.carry_on(run.pk)
    assert member in Organisation.objects.active_members()


def test_who_pays_nothing_gets_no_notice(year, office):
    free = FeeTableFactory(year=YEAR + 1, published=False)
    free.bands.filter(category=Category.AUTHORITY).update(amount=Decimal(0))
    free.status = "published"
    free.save(update_fields=["status"])
    ActiveMemberFactory(display_name="Town Hall", category=Category.AUTHORITY)

    (planned,) = planning.plan(YEAR + 1)

    assert planned.quote is None
    assert "Nothing to pay" in planned.reason


def test_the_plan_is_in_the_order_of_the_names_that_it_shows(year):
    for shown, legal in (("Zorile", "Asociația Zorile"), ("Brumar", "Fundația Brumar")):
        ActiveMemberFactory(display_name=shown, legal_name=legal)
    assert [str(one.membership.organisation) for one in planning.plan(year)] == ["Brumar", "Zorile"]
