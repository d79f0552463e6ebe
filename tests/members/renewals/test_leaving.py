"""A member that leaves on a day to come is one until then: pages say the day, renewal skips it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from members.fees import actions as fees
from members.fees.errors import NotReadyToIssueError
from members.fees.models import Exemption, FeeTable, ProRata
from members.organisations import actions as organisations
from members.organisations.models import Category
from members.renewals import actions, planning
from members.renewals.models import ItemOutcome, RenewalItem
from members.renewals.standing import standing_of
from tests.factories.members import ActiveMemberFactory, FeeTableFactory
from tests.members.fees.conftest import open_membership

YEAR = timezone.localdate().year + 1


@pytest.fixture
def table(association) -> FeeTable:
    return FeeTableFactory(year=YEAR)


def leave(member, on: dt.date, office):
    return organisations.end(
        membership_id=open_membership(member).pk, ended_on=on, end_reason="resigned", actor=office,
        reason="By letter",
    )  # fmt: skip


def words(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_office_and_member_read_on_which_day_it_leaves(client, member, bogdan, office):
    leave(member, dt.date(YEAR, 1, 1), office)

    client.force_login(bogdan)
    own = words(client.get(reverse("members:my_organisation")))
    client.force_login(office)
    record = words(client.get(reverse("admin:members_organisation_change", args=[member.pk])))
    rows = words(client.get(reverse("admin:members_organisation_changelist")))
    assert "Admit as a member" not in record
    filtered = f"{reverse('admin:members_organisation_changelist')}?membership=leaving"

    assert f"The membership ends on 1 January {YEAR}" in own
    assert f"Leaves on 1 January {YEAR} (resigned)" in record
    assert f"leaves on 1 January {YEAR}" in rows
    assert "1 organisation" in words(client.get(filtered))


def test_its_standing_says_so_while_it_keeps_its_rights(member, office):
    membership = leave(member, dt.date(YEAR, 1, 1), office)

    found = standing_of(membership, timezone.localdate())

    assert found.word == "active"
    assert f"It leaves on 1 January {YEAR}." in found.because
    assert standing_of(membership, dt.date(YEAR, 1, 1)).word == "ended"


def test_renewal_skips_who_leaves_before_the_year_and_says_why(table, member, office):
    ActiveMemberFactory(display_name="Stays")
    leave(member, dt.date(YEAR, 1, 1), office)

    reasons = {str(one.membership.organisation): one.reason for one in planning.plan(YEAR)}
    assert reasons["Member Ltd"] == f"It leaves on 1 January {YEAR}."
    run = actions.begin_run(fee_year=YEAR, actor=office)
    assert actions.carry_on(run.pk) == 1
    skipped = RenewalItem.objects.get(outcome=ItemOutcome.SKIPPED)
    assert skipped.reason == reasons["Member Ltd"]


def test_who_leaves_in_the_course_of_the_year_pays_its_part(association, member, office):
    table = FeeTableFactory(year=YEAR, published=False, pro_rata=ProRata.MONTHLY,
                            pro_rata_on_leaving=True)  # fmt: skip
    FeeTable.objects.filter(pk=table.pk).update(status="published")
    membership = leave(member, dt.date(YEAR, 4, 1), office)

    (planned,) = planning.plan(YEAR)

    assert planned.amount == 250
    assert f"Leaving on 31 March {YEAR}: 3 of 12 months" in planned.reason
    assert planning.plan_for(membership, YEAR).quote.lines == planned.quote.lines
    run = actions.begin_run(fee_year=YEAR, actor=office)
    assert actions.carry_on(run.pk) == 1


def test_no_notice_is_issued_by_hand_for_a_year_after_it_left(table, member, office):
    membership = leave(member, dt.date(YEAR, 1, 1), office)
    with pytest.raises(NotReadyToIssueError, match=f"ends on 1 January {YEAR}"):
        fees.issue_by_table(
            membership_id=membership.pk, fee_year=YEAR, is_joining=False, actor=office
        )


def test_a_day_of_foundation_that_is_not_known_is_said_where_it_matters(table, member):
    Exemption.objects.create(name="Young", category=Category.COMPANY, younger_than_years=3,
                             valid_from=dt.date(2020, 1, 1))  # fmt: skip

    (planned,) = planning.plan(YEAR)
    assert "founded is not known" in planned.reason
    member.founded_on = dt.date(2001, 1, 1)
    member.save()
    (planned,) = planning.plan(YEAR)

    assert "founded" not in planned.reason
