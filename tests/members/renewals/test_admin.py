import datetime as dt

import pytest
from django.urls import reverse

from members.renewals import actions
from members.renewals.models import ArrearsRules, Reminder, RenewalRun
from tests.factories.members import ActiveMemberFactory, FeeTableFactory
from tests.members.fees.conftest import issue, open_membership

ADD = reverse("admin:members_renewalrun_add")


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def year(association) -> int:
    FeeTableFactory(year=2027)
    return 2027


def text(response) -> str:
    return response.content.decode()


def test_preview_shows_the_sums_and_its_button_begins_the_run(desk, year, member):
    ActiveMemberFactory(display_name="Unknown size", staff_count=None)

    shown = text(desk.get(ADD, {"year": year}))
    for fact in ("1 member would get a notice", "1,000.00\u00a0RON", "1 is left out", "Member Ltd"):
        assert fact in shown
    sent = {"fee_year": year, "is_told": "on"}
    begun = desk.post(f"{ADD}?year={year}", sent, follow=True)
    again = desk.post(f"{ADD}?year={year}", sent)

    run = RenewalRun.objects.get()
    assert begun.redirect_chain[0][0].endswith(f"/{run.pk}/change/")
    assert "0 of 2 members" in text(begun)
    assert "is not finished yet" in text(again)
    actions.carry_on(run.pk)
    assert "2 of 2 members, 1 notices" in text(desk.get(begun.redirect_chain[0][0]))


def test_preview_as_a_table_guards_spreadsheets(desk, year):
    ActiveMemberFactory(display_name="Formula", legal_name="=1+1")

    rows = text(desk.get(reverse("admin:members_renewalrun_csv"), {"year": year})).splitlines()

    assert rows[1].startswith("'=1+1,")


def test_preview_without_a_table_says_so(desk, association, member):
    assert "No fee table is published for 2031" in text(desk.get(ADD, {"year": 2031}))


def test_standing_page_says_why_and_what_will_happen(desk, members_notice, member, rules, ladder):
    address = reverse("admin:members_standing", args=[member.pk])

    shown = text(desk.get(address, {"on": "2026-04-02", "days": 70}))

    for fact in ("in grace", "COT-2026-0001 was to be paid by 1 April 2026", "“in grace” becomes "
                 "“overdue”", "First reminder", "does not hold"):  # fmt: skip
        assert fact in shown
    assert "2 April 2026" in shown


def test_a_task_is_noted_as_done(desk, members_notice, ladder):
    actions.send_due_reminders(members_notice.due_on + dt.timedelta(days=45))
    reminder = Reminder.objects.get()
    address = reverse("admin:members_reminder_done", args=[reminder.pk])

    desk.post(address, {"note": "Agreed on two instalments"})

    reminder.refresh_from_db()
    assert (reminder.outcome, reminder.note) == ("done", "Agreed on two instalments")


def test_rules_in_force_are_read_only_and_in_order(desk, rules):
    change = reverse("admin:members_arrearsrules_change", args=[rules.pk])
    assert 'name="grace_days"' not in text(desk.get(change))

    sent = {"valid_from": "2030-01-01", "grace_days": 30, "suspend_days": 10}
    shown = text(desk.post(reverse("admin:members_arrearsrules_add"), sent))

    assert "Grace comes before suspension" in shown
    assert ArrearsRules.objects.count() == 1


def test_lists_ask_as_many_queries_for_three_as_for_one(
    desk, association, member, table, ladder, django_assert_max_num_queries
):
    counts = []
    for fee_year in (2024, 2025, 2026):
        notice = issue(open_membership(member), table, fee_year=fee_year)
        actions.send_due_reminders(notice.due_on + dt.timedelta(days=7))
        if fee_year != 2025:
            with django_assert_max_num_queries(40) as asked:
                desk.get(reverse("admin:members_reminder_changelist"))
            counts.append(len(asked))

    assert counts[0] == counts[1]
