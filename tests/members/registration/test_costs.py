import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from members.fees.models import FeeMeasure
from members.organisations.models import Measure, SizeDeclaration
from members.registration import actions
from members.registration.costs import quote_for
from members.registration.errors import IncompleteError
from members.registration.models import Application
from tests.factories.members import FeeTableFactory
from tests.members.registration.conftest import filled_in, ready, submit


@pytest.fixture
def by_turnover(association):
    """Companies below 50 (in millions, say) pay 1,000, above 3,000, by turnover in euros."""
    table = FeeTableFactory(year=timezone.localdate().year, published=False)
    FeeMeasure.objects.filter(table=table, category="company").update(
        measure=Measure.TURNOVER, currency="EUR"
    )
    table.status = "published"
    table.save(update_fields=["status"])
    return table


def turnover(amount, currency="EUR") -> dict:
    return {
        "turnover": Decimal(amount),
        "turnover_currency": currency,
        "turnover_ended_on": dt.date(2025, 12, 31),
    }


def test_an_application_is_quoted_by_its_turnover_where_the_table_measures_it(by_turnover):
    application = submit(filled_in(**turnover(120)))

    assert application.quoted_amount == 3000
    found = quote_for(application, by_turnover, timezone.localdate())
    assert found.total == 3000


def test_turnover_that_the_fee_depends_on_must_be_given(by_turnover):
    with pytest.raises(IncompleteError) as refused:
        submit(filled_in())

    assert refused.value.steps == ["size"]


def test_turnover_is_a_declaration_of_the_new_member(by_turnover, office):
    application = ready(submit(filled_in(**turnover(40))), office)

    membership = actions.approve_application(
        application_id=application.pk,
        decision_reference="CD 1/2026",
        decided_on=timezone.localdate(),
        actor=office,
    )

    assert Application.objects.get().organisation == membership.organisation
    size = SizeDeclaration.objects.in_force(
        membership.organisation, Measure.TURNOVER, timezone.localdate()
    )
    assert (size.value, size.currency) == (40, "EUR")
