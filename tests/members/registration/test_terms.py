"""What an application asks where the fee table or an exemption wants to know it: the day of
foundation, the tier, the payment in parts. Quoted, kept on approval, read by the renewals.
"""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from members.fees import actions as fees
from members.fees.models import (
    Discount,
    Exemption,
    FeeTable,
    FeeTerms,
    InstalmentPlan,
    Tier,
)
from members.organisations.models import Category
from members.registration import actions
from members.registration.errors import IncompleteError
from members.registration.models import Application
from members.registration.steps import Asked
from members.registration.summary import sections
from tests.factories.members import FeeTableFactory
from tests.members.registration.conftest import approve, filled_in, ready, submit

TODAY = timezone.localdate()


@pytest.fixture
def offers(association) -> FeeTable:
    """1,000 for a small company; a tier of 500 on top, one for universities, two halves."""
    table = FeeTableFactory(year=TODAY.year, published=False)
    Tier.objects.create(table=table, code="gold", name="Gold", amount=500,
                        description="A stand at the fair")  # fmt: skip
    Tier.objects.create(table=table, code="campus", name="Campus", amount=100,
                        categories=[Category.UNIVERSITY])  # fmt: skip
    for code, is_offered in (("halves", True), ("granted", False)):
        InstalmentPlan.objects.create(
            table=table, code=code, name=code.title(), percents=[50, 50], due_days=[30, 120],
            is_offered=is_offered,
        )  # fmt: skip
    FeeTable.objects.filter(pk=table.pk).update(status="published")
    return FeeTable.objects.with_parts().get(pk=table.pk)


@pytest.fixture
def young_are_free(db) -> Exemption:
    return Exemption.objects.create(
        name="Start-ups", category=Category.COMPANY, younger_than_years=3,
        valid_from=dt.date(2020, 1, 1),
    )  # fmt: skip


@pytest.fixture
def fair(db) -> Discount:
    """A tenth less for companies that write the code of a fair, until the end of the month."""
    return Discount.objects.create(
        name="Fair", percent=10, code="FAIR-10", category=Category.COMPANY,
        valid_from=TODAY - dt.timedelta(days=5), valid_until=TODAY + dt.timedelta(days=30),
    )  # fmt: skip


def page(application: Application) -> str:
    return reverse("members:application_step", args=[application.token, "size"])


def words(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_only_what_the_table_or_an_exemption_needs_is_asked(client, offers):
    text = words(client.get(page(filled_in())))

    assert "Gold: A stand at the fair" in text
    assert "Halves" in text
    assert "Campus" not in text
    assert "Granted" not in text
    assert 'name="founded_on"' not in text


def test_without_offers_nothing_is_asked(client, association, table):
    text = words(client.get(page(filled_in())))

    for name in ("founded_on", "tier", "plan", "code"):
        assert f'name="{name}"' not in text


def test_what_was_chosen_is_quoted_on_the_page_and_reviewed(client, offers, young_are_free):
    application = filled_in()
    client.post(
        page(application),
        {"staff_count": "20", "staff_counted_on": "2026-01-01", "tier": "gold", "plan": "halves",
         "founded_on": "2001-02-03"},
    )  # fmt: skip

    application.refresh_from_db()
    assert (application.tier, application.plan) == ("gold", "halves")
    assert application.founded_on == dt.date(2001, 2, 3)
    text = words(client.get(page(application)))
    assert "Tier: Gold" in text
    assert "In instalments: Halves" in text
    size = next(one for one in sections(Asked(application, offers)) if one.step.slug == "size")
    rows = {row.label: row.value for row in size.rows}
    assert (rows["Membership"], rows["Payment"]) == ("Gold", "Halves")


def test_a_day_to_come_is_no_day_of_foundation(client, offers, young_are_free):
    application = filled_in()
    said = words(client.post(page(application), {"founded_on": "2999-01-01"}))

    assert "This day is still to come." in said
    assert 'value="2999-01-01"' in said


def test_a_choice_that_the_table_lost_is_asked_again(client, offers):
    application = filled_in(tier="campus", steps_done=["size"])
    with pytest.raises(IncompleteError) as refused:
        submit(application)
    assert refused.value.steps == ["size"]

    client.post(
        page(application), {"staff_count": "20", "staff_counted_on": "2026-01-01", "tier": ""}
    )
    application.refresh_from_db()

    assert submit(application).tier == ""


def test_a_tier_that_is_not_offered_any_more_is_taken_back_by_the_page(client, association, table):
    application = filled_in(tier="gold")
    client.post(page(application), {"staff_count": "20", "staff_counted_on": "2026-01-01"})

    application.refresh_from_db()
    assert application.tier == ""


def test_what_was_chosen_holds_from_the_decision_on(offers, office, young_are_free):
    sent = submit(filled_in(tier="gold", plan="halves", founded_on=dt.date(2001, 2, 3)))
    membership = approve(ready(sent, office), office)

    terms = FeeTerms.objects.get()
    assert (terms.tier_code, terms.plan_code, terms.valid_from) == ("gold", "halves", TODAY)
    assert terms.decision_reference == "CD 12/2026"
    assert membership.organisation.founded_on == dt.date(2001, 2, 3)
    notice = membership.fee_notices.get()
    assert notice.amount == sent.quoted_amount
    assert notice.receivable.instalments.count() == 2
    later = fees.quote_for_member(membership=membership, fee_year=offers.year, is_joining=False)
    assert (later.tier, later.plan, later.total) == ("gold", "halves", Decimal(1500))


def test_a_young_company_is_exempt_in_the_application_and_as_a_member(
    offers, office, young_are_free
):
    founded = TODAY.replace(year=TODAY.year - 1, day=1)
    young_are_free.covers_entry_fee = True
    young_are_free.save()
    sent = submit(filled_in(founded_on=founded))
    membership = approve(ready(sent, office), office)

    assert sent.quoted_amount == 0
    quoted = fees.quote_for_member(membership=membership, fee_year=offers.year, is_joining=False)
    assert quoted.total == 0


def test_who_comes_back_plain_has_no_terms_of_before(offers, office, member):
    membership = member.memberships.get()
    kept = {"organisation_id": member.pk, "decision_reference": "CD 1", "actor": office}
    old = fees.keep_choice(
        tier_code="gold", plan_code="", valid_from=TODAY - dt.timedelta(days=90), **kept
    )
    fees.keep_choice(tier_code="", plan_code="", valid_from=TODAY, **kept)

    old.refresh_from_db()
    assert old.valid_until == TODAY - dt.timedelta(days=1)
    quoted = fees.quote_for_member(membership=membership, fee_year=offers.year, is_joining=False)
    assert quoted.tier == ""


def test_what_the_office_entered_for_a_later_day_stays(offers, office, member):
    FeeTerms.objects.create(
        organisation=member, tier_code="gold", valid_from=TODAY + dt.timedelta(days=10)
    )
    kept = fees.keep_choice(
        organisation_id=member.pk, tier_code="", plan_code="halves", valid_from=TODAY,
        decision_reference="CD 1", actor=office,
    )  # fmt: skip

    assert kept.valid_until == TODAY + dt.timedelta(days=9)
    assert FeeTerms.objects.count() == 2


def test_the_board_sees_the_choice_and_the_day_in_what_is_fixed(offers, office, young_are_free):
    sent = ready(submit(filled_in(tier="gold", founded_on=dt.date(2001, 2, 3))), office)

    shown = sent.board_snapshots.get().content["languages"]["en"]
    rows = dict(row for part in shown for row in part["rows"])
    assert (rows["Membership"], rows["Founded on"]) == ("Gold", "3 February 2001")


def test_a_category_without_the_choice_does_not_keep_it(offers):
    application = filled_in(tier="gold")
    actions.change_category(application_id=application.pk, category=Category.UNIVERSITY)

    application.refresh_from_db()
    assert not Asked(application, offers).has_lost_a_choice


SIZE = {"staff_count": "20", "staff_counted_on": "2026-01-01"}


def test_the_code_of_a_discount_counts_in_the_application_and_the_notice(
    client, offers, office, fair
):
    application = filled_in()
    assert 'name="code"' in words(client.get(page(application)))
    client.post(page(application), SIZE | {"code": " fair-10 "})
    application.refresh_from_db()
    assert "Fair" in words(client.get(page(application)))

    sent = submit(application)
    assert sent.quoted_amount == Decimal(900) + 200  # the entry fee is not lowered
    asked = client.get(reverse("members:join"), {"category": "company", "staff_count": "20",
                                                 "code": "fair-10"})  # fmt: skip
    assert asked.context["quote"].total == sent.quoted_amount
    membership = approve(ready(sent, office), office)
    assert membership.fee_notices.get().amount == sent.quoted_amount
    assert FeeTerms.objects.get().discount_code == "fair-10"


def test_a_code_that_does_not_hold_is_refused_at_its_field(client, offers, fair):
    application = filled_in()
    said = words(client.post(page(application), SIZE | {"code": "<b>FAIR-99"}))

    assert "The code “&lt;b&gt;FAIR-99” is not known, or does not hold for you on this day." in said
    assert 'value="&lt;b&gt;FAIR-99"' in said
    application.refresh_from_db()
    assert (application.code, application.staff_count) == ("", 20)


def test_a_code_for_companies_is_not_asked_of_others(client, offers, fair):
    application = filled_in(category=Category.UNIVERSITY)
    assert 'name="code"' not in words(client.get(page(application)))


def test_a_code_that_ended_is_asked_again_and_does_not_stop_a_renewal(
    client, offers, office, fair, member
):
    application = filled_in(code="FAIR-10", steps_done=["size"])
    kept = {"organisation_id": member.pk, "decision_reference": "CD 1", "actor": office}
    fees.keep_choice(tier_code="", plan_code="", discount_code="FAIR-10", valid_from=TODAY, **kept)
    membership = member.memberships.get()

    def renewed() -> Decimal:
        return fees.quote_for_member(
            membership=membership, fee_year=offers.year, is_joining=False
        ).total

    assert renewed() == Decimal(900)
    fair.valid_until = TODAY - dt.timedelta(days=1)
    fair.save()

    assert renewed() == Decimal(1000)
    with pytest.raises(IncompleteError) as refused:
        submit(application)
    assert refused.value.steps == ["size"]
    client.post(page(application), SIZE | {"code": ""})
    application.refresh_from_db()
    assert submit(application).quoted_amount == Decimal(1000) + 200  # the entry fee
