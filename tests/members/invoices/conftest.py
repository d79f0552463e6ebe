from decimal import Decimal

import pytest

from members.invoices import actions
from members.invoices.actions import LineInput
from members.invoices.models import Invoice
from members.organisations.models import BankAccount, Organisation
from tests.factories.invoices import LONG_AGO, vat_law


@pytest.fixture
def law(association) -> None:
    """The association can invoice in lei and in euro, by the VAT law of the tests."""
    BankAccount.objects.create(
        association=association, currency="EUR", iban="RO13AAAADEMO000000000002", opened_on=LONG_AGO
    )
    vat_law()


def a_line(price="100", **changes) -> LineInput:
    values = {"description_ro": "Instruire", "description_en": "Training", **changes}
    return LineInput(unit_price=Decimal(price), **values)


def invoice(organisation: Organisation, *lines: LineInput, **changes) -> Invoice:
    values = {"currency": "RON", "actor": None, **changes}
    if values["currency"] != "RON":
        values.setdefault("exchange_rate", Decimal("5.0912"))
    return actions.issue_invoice(
        organisation_id=organisation.pk, lines=list(lines) or [a_line()], **values
    )


@pytest.fixture
def issued(law, member) -> Invoice:
    """Of the member that Ana represents and Bogdan administers: 2 x 50 and 300, all at 21 %."""
    return invoice(member, a_line("50", quantity=Decimal(2)), a_line("300", description_ro="Audit"))
