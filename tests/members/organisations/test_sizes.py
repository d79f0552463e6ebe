"""How large an organisation is: declared, accepted, dated, never overwritten."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cluster_portal.toolkit.errors import IllegalTransitionError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.organisations import actions
from members.organisations.errors import OrganisationError
from members.organisations.models import Measure, SizeDeclaration, SizeStatus
from tests.factories.members import OrganisationFactory

pytestmark = pytest.mark.django_db
YEAR_END = dt.date(2026, 6, 30)


def declare(member, actor, **changes):
    values = {
        "organisation_id": member.pk,
        "measure": Measure.STAFF,
        "value": Decimal(60),
        "counted_on": YEAR_END,
        "actor": actor,
    }
    return actions.declare_size(**(values | changes))


def staff_of(member, on):
    size = SizeDeclaration.objects.in_force(member, Measure.STAFF, on)
    return size and int(size.value)


def test_a_declared_size_counts_once_the_office_has_accepted_it(member, bogdan, office):
    size = declare(member, bogdan)
    assert staff_of(member, YEAR_END) == 20
    actions.accept_size(declaration_id=size.pk, actor=office)
    member.refresh_from_db()
    assert (member.staff_count, member.staff_counted_on) == (60, YEAR_END)
    assert staff_of(member, YEAR_END) == 60
    told = OutgoingMail.objects.get()
    assert told.to_address == bogdan.email
    assert "60" in told.text
    assert outbox.outbox == []


def test_what_was_in_force_on_a_day_stays_so(member, office):
    record = {"organisation_id": member.pk, "measure": Measure.STAFF, "actor": office}
    actions.record_size(value=Decimal(80), counted_on=YEAR_END, **record)
    actions.record_size(value=Decimal(5), counted_on=dt.date(2024, 12, 31), **record)
    assert staff_of(member, dt.date(2024, 12, 30)) is None
    assert staff_of(member, dt.date(2025, 12, 31)) == 5
    assert staff_of(member, dt.date(2026, 6, 29)) == 20
    assert staff_of(member, dt.date(2027, 1, 1)) == 80
    member.refresh_from_db()
    assert member.staff_count == 80


def test_of_two_counts_of_a_day_the_one_accepted_later_is_in_force(member, office):
    for value in (30, 31):
        actions.record_size(
            organisation_id=member.pk, measure=Measure.STAFF, value=Decimal(value),
            counted_on=YEAR_END, actor=office,
        )  # fmt: skip
    assert staff_of(member, YEAR_END) == 31


def test_a_wrong_count_is_taken_out_of_force_and_the_one_before_it_counts_again(member, office):
    size = actions.record_size(
        organisation_id=member.pk, measure=Measure.STAFF, value=Decimal(900),
        counted_on=YEAR_END, actor=office,
    )  # fmt: skip
    actions.withdraw_size(declaration_id=size.pk, actor=office, reason="A nought too many.")
    member.refresh_from_db()
    assert (member.staff_count, member.staff_counted_on) == (20, dt.date(2026, 1, 1))
    assert staff_of(member, YEAR_END) == 20


def test_recording_the_same_count_again_changes_nothing(member, office):
    same = {
        "organisation_id": member.pk, "measure": Measure.STAFF, "value": Decimal(20),
        "counted_on": dt.date(2026, 1, 1), "actor": office,
    }  # fmt: skip
    assert actions.record_size(**same) == member.sizes.get()


def test_a_new_declaration_takes_back_the_one_that_waits(member, bogdan):
    first, second = declare(member, bogdan), declare(member, bogdan, value=Decimal(61))
    first.refresh_from_db()
    assert first.status == SizeStatus.WITHDRAWN
    assert list(member.sizes.waiting()) == [second]


def test_a_refused_declaration_says_why_and_changes_nothing(member, bogdan, office):
    size = declare(member, bogdan)
    actions.refuse_size(declaration_id=size.pk, actor=office, answer="The paper is of 2019.")
    assert staff_of(member, YEAR_END) == 20
    assert "The paper is of 2019." in OutgoingMail.objects.get().text
    with pytest.raises(IllegalTransitionError):
        actions.accept_size(declaration_id=size.pk, actor=office)


def test_turnover_has_its_currency_and_its_own_series(member, bogdan, office):
    size = declare(member, bogdan, measure=Measure.TURNOVER, value=Decimal("1250000.50"),
                   currency="RON")  # fmt: skip
    actions.accept_size(declaration_id=size.pk, actor=office)
    found = SizeDeclaration.objects.in_force(member, Measure.TURNOVER, YEAR_END)
    assert found.value_text == "1,250,000.50\u00a0RON"
    member.refresh_from_db()
    assert member.staff_count == 20
    assert not HistoryEvent.objects.about(member).visible_to(bogdan).exists()


def test_a_count_of_tomorrow_is_refused_with_a_sentence(member, bogdan):
    with pytest.raises(OrganisationError, match="still to come"):
        declare(member, bogdan, counted_on=dt.date(2999, 1, 1))


def test_only_administrators_and_billing_people_declare_and_only_the_office_accepts(
    member, ana, bogdan, carmen
):
    for person in (ana, carmen):
        with pytest.raises(PermissionDenied):
            declare(member, person)
    size = declare(member, bogdan)
    with pytest.raises(PermissionDenied):
        actions.accept_size(declaration_id=size.pk, actor=bogdan)


def test_the_database_keeps_the_figures_of_a_declaration():
    size = OrganisationFactory().sizes.get()
    with pytest.raises(IntegrityError, match="size_is_kept"), transaction.atomic():
        SizeDeclaration.objects.filter(pk=size.pk).update(value=1)
    with pytest.raises(IntegrityError, match="size_is_kept"), transaction.atomic():
        size.delete()


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"value": -1}, "size_not_negative"),
        ({"currency": "RON"}, "size_turnover_has_a_currency"),
        ({"measure": "turnover"}, "size_turnover_has_a_currency"),
        ({"measure": "height"}, "size_measure_known"),
    ],
)
def test_a_size_that_makes_no_sense_is_not_stored(member, values, rule):
    facts = {"organisation": member, "measure": "staff", "value": 1, "counted_on": YEAR_END}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        SizeDeclaration.objects.create(**(facts | values))
