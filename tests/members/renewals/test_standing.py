import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from members.ledger import actions as ledger
from members.organisations import actions as organisations
from members.organisations.models import EndReason, Membership, MembershipStatus, Organisation
from members.payments import actions as payments
from members.renewals import actions
from members.renewals.forecast import EventKind, forecast
from members.renewals.lapsing import lapsed
from members.renewals.models import ArrearsRules, RuleSuspension
from members.renewals.standing import RULES, Facts, Word, standing, standing_of
from tests.factories.members import FeeTableFactory
from tests.members.fees.conftest import issue, open_membership, pay

DUE = dt.date(2026, 4, 1)  # of a notice of 2 March


def after(days: int) -> dt.date:
    return DUE + dt.timedelta(days=days)


def word(membership: Membership, on: dt.date) -> Word:
    membership.refresh_from_db()
    return standing_of(membership, on).word


@pytest.mark.parametrize(
    ("days", "expected", "rule"),
    [
        (0, Word.ACTIVE, "not_due"),
        (1, Word.GRACE, "in_grace"),
        (30, Word.GRACE, "in_grace"),
        (31, Word.OVERDUE, "beyond_grace"),
        (60, Word.OVERDUE, "beyond_grace"),
        (61, Word.SUSPENDED, "suspended_for_arrears"),
        (120, Word.SUSPENDED, "suspended_for_arrears"),
        (121, Word.LAPSED, "lapsed"),
    ],
)
def test_overdue_grace_suspended_and_lapsed_are_different_words(
    members_notice, member, rules, days, expected, rule
):
    found = standing_of(open_membership(member), after(days))

    assert (found.word, found.rule) == (expected, rule)
    assert found.because
    assert len(found.passed) == [one.name for one in RULES].index(rule)


def test_where_the_statute_sets_no_days_nothing_rests_by_itself(members_notice, member):
    assert word(open_membership(member), after(4000)) == Word.OVERDUE


def test_a_payment_brings_it_back_and_a_notice_that_is_not_due_changes_nothing(
    members_notice, member, rules, table
):
    membership = open_membership(member)
    assert word(membership, after(70)) == Word.SUSPENDED

    pay(members_notice, 1200)
    issue(membership, table, fee_year=2027)  # due on the same day: nothing is late on it

    assert word(membership, DUE) == Word.ACTIVE
    assert standing_of(membership, DUE).rule == "not_due"


def test_words_of_the_beginning_and_the_end(waiting, member, office):
    assert word(waiting, DUE) == Word.WAITING
    assert standing_of(None, DUE).word == Word.NONE
    membership = open_membership(member)
    organisations.end(
        membership_id=membership.pk, ended_on=timezone.localdate(), actor=office,
        end_reason=EndReason.RESIGNED, reason="They wrote so",
    )  # fmt: skip

    membership.refresh_from_db()
    assert word(membership, timezone.localdate()) == Word.ENDED
    assert word(membership, timezone.localdate() - dt.timedelta(days=1)) == Word.ACTIVE


def test_a_hold_of_the_office_pauses_what_arrears_lead_to(members_notice, member, rules, office):
    today = timezone.localdate()
    payments.hold_reminders(
        organisation_id=member.pk, until_on=today, reason="They pay by quarter", actor=office
    )

    assert standing_of(open_membership(member), today).rule == "paused"
    assert word(open_membership(member), today + dt.timedelta(days=1)) == Word.LAPSED


@given(st.dates(dt.date(2024, 1, 1), dt.date(2029, 1, 1)), st.integers(-400, 400))
def test_every_day_has_one_word_and_rights_go_only_by_rule_or_decision(unpaid_since, offset):
    membership = Membership(
        status=MembershipStatus.ACTIVE,
        approved_on=dt.date(2020, 2, 29),
        started_on=dt.date(2020, 2, 29),
    )
    facts = Facts(membership, unpaid_since, "COT-1", grace_days=30, suspend_days=60, lapse_days=90)

    found = standing(facts, unpaid_since + dt.timedelta(days=offset))

    assert found.word.gives_rights == (offset <= 60)
    assert (found.word == Word.ACTIVE) == (offset <= 0)


def test_rights_rest_and_wake_by_the_job_as_often_as_it_runs(members_notice, member, rules, office):
    membership = open_membership(member)
    today = timezone.localdate()

    assert actions.carry_out_standings(today) == 1
    assert actions.carry_out_standings(today) == 0
    membership.refresh_from_db()
    assert membership.status == MembershipStatus.SUSPENDED
    assert member not in Organisation.objects.active_members()

    pay(members_notice, 1200, actor=office)
    assert actions.carry_out_standings(today) == 1
    membership.refresh_from_db()
    assert membership.status == MembershipStatus.ACTIVE
    assert RuleSuspension.objects.get().ended_on == today


def test_a_suspension_by_decision_is_not_lifted_by_a_payment(members_notice, member, rules, office):
    membership = open_membership(member)
    organisations.suspend(membership_id=membership.pk, actor=office, reason="Code of ethics")

    pay(members_notice, 1200)
    actions.carry_out_standings()

    membership.refresh_from_db()
    assert membership.status == MembershipStatus.SUSPENDED
    assert standing_of(membership, after(500)).rule == "suspended_by_decision"


def test_lapsed_memberships_are_listed_as_the_rule_says(members_notice, member, rules, office):
    membership = open_membership(member)

    for days in (120, 121):
        listed = membership in lapsed(Membership.objects.open(), after(days))
        assert listed == (word(membership, after(days)) == Word.LAPSED)
    payments.write_off(
        receivable_id=members_notice.receivable_id,
        amount=Decimal(1200),
        actor=office,
        reason="Gone",
    )
    assert not lapsed(Membership.objects.open(), after(121)).exists()


def test_forecast_says_what_will_happen_and_the_jobs_do_just_that(
    members_notice, member, bogdan, rules, ladder
):
    told = forecast(member, after(-8), 140)

    states = [(event.on, event.what) for event in told.events if event.kind == EventKind.STATE]
    assert [on for on, _what in states] == [after(1), after(31), after(61), after(121)]
    said = [event for event in told.events if event.kind == EventKind.MAIL]
    (rests,) = [event for event in said if members_notice.number not in event.what]
    assert (rests.on, rests.what) == (after(61), "The member is told that its rights rest.")
    letters = [event.on for event in said if event != rests]
    assert letters == [after(days) for days in (-7, 0, 7, 15, 30)]
    tasks = [event.on for event in told.events if event.kind == EventKind.TASK]
    assert tasks == [after(45)]
    done = [
        after(days)
        for days in range(-8, 60)
        if actions.send_due_reminders(after(days))
    ]  # fmt: skip
    assert done == sorted([*letters, *tasks])


def test_forecast_counts_rules_that_change_on_the_way_and_runs_under_way(
    association, members_notice, member, office, rules
):
    ArrearsRules.objects.create(association=association, valid_from=after(40), suspend_days=45)
    FeeTableFactory(year=2027)
    actions.begin_run(fee_year=2027, actor=office)

    told = forecast(member, after(31), 20)

    (document,) = [event for event in told.events if event.kind == EventKind.DOCUMENT]
    assert (document.on, "1,000.00" in document.what) == (after(31), True)
    assert [event.on for event in told.events if event.kind == EventKind.STATE] == [after(46)]


def test_rights_rest_for_a_late_instalment_though_the_last_one_is_not_due(
    association, member, table, rules
):
    parts = [(DUE, Decimal(600)), (after(200), Decimal(600))]
    issue(open_membership(member), table, instalments=parts)

    assert actions.carry_out_standings(after(60)) == 0
    assert actions.carry_out_standings(after(61)) == 1
    assert open_membership(member).status == MembershipStatus.SUSPENDED


def test_a_claim_for_one_notice_does_not_hide_another_that_is_late(
    association, members_notice, member, table, bogdan, rules
):
    membership = open_membership(member)
    FeeTableFactory(year=2025)
    issue(membership, table, fee_year=2025, issued_on=dt.date(2026, 3, 3))
    payments.claim_payment(
        receivable_id=members_notice.receivable_id,
        amount=members_notice.amount,
        paid_on=dt.date(2026, 3, 20),
        proof=SimpleUploadedFile("order.pdf", b"%PDF-1.7 an order", "application/pdf"),
        actor=bogdan,
    )

    assert word(membership, after(1)) == Word.ACTIVE
    assert word(membership, after(2)) == Word.GRACE
    for days in (121, 122):
        listed = membership in lapsed(Membership.objects.open(), after(days))
        assert listed == (word(membership, after(days)) == Word.LAPSED)


def test_who_leaves_on_a_day_that_is_set_keeps_its_rights_until_then(
    members_notice, member, rules, office
):
    membership = open_membership(member)
    membership.status, membership.end_reason = MembershipStatus.ENDED, EndReason.RESIGNED
    membership.ended_on = after(300)
    membership.save()

    assert actions.carry_out_standings(after(130)) == 0
    assert word(membership, after(130)) == Word.OVERDUE
    assert word(membership, after(300)) == Word.ENDED


def test_forecast_of_a_member_that_owes_nothing_is_empty(member):
    told = forecast(member, DUE, 365)

    assert told.now.word == Word.ACTIVE
    assert told.events == ()


def test_a_february_that_has_29_days_is_reckoned_in_days(association, member, table, rules):
    notice = issue(open_membership(member), table, fee_year=2024, issued_on=dt.date(2024, 1, 30))
    assert notice.due_on == dt.date(2024, 2, 29)

    membership = open_membership(member)
    assert word(membership, dt.date(2024, 2, 29)) == Word.ACTIVE
    assert word(membership, dt.date(2024, 3, 30)) == Word.GRACE
    assert word(membership, dt.date(2024, 3, 31)) == Word.OVERDUE
    assert ledger.standing(notice.receivable) == []
