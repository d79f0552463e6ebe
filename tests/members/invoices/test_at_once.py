"""What two people do in the same moment: real connections, one barrier."""

import pytest

from cluster_portal.toolkit.errors import PortalError
from members.invoices import actions
from members.invoices.actions import CreditLine, Terms
from members.invoices.models import Invoice
from members.ledger.models import Receivable
from members.organisations.models import BankAccount
from tests.factories.invoices import LONG_AGO, vat_law
from tests.factories.members import ActiveMemberFactory, AssociationFactory
from tests.members.invoices.conftest import a_line, invoice
from tests.members.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def buyer():
    association = AssociationFactory()
    BankAccount.objects.create(
        association=association, currency="EUR", iban="RO13AAAADEMO000000000002", opened_on=LONG_AGO
    )
    vat_law()
    return ActiveMemberFactory()


def test_numbers_have_no_gap_and_no_double_when_many_issue_at_once(buyer):
    results = at_once(*[lambda: invoice(buyer)] * 6)

    assert sorted(row.sequence for row in results) == [1, 2, 3, 4, 5, 6]
    assert Receivable.objects.count() == 6


def test_a_draft_is_issued_once(buyer, office):
    draft = actions.write_draft(
        organisation_id=buyer.pk, lines=[a_line()], terms=Terms(), actor=office
    )
    results = at_once(*[lambda: actions.issue(invoice_id=draft.pk, actor=office)] * 2)

    assert sum(isinstance(result, Invoice) for result in results) == 1
    assert Invoice.objects.get().sequence == 1


def test_two_credits_at_once_never_take_more_than_there_is(buyer, office):
    done = invoice(buyer, a_line("100"))
    line = done.lines.get()
    results = at_once(
        *[
            lambda: actions.credit(
                invoice_id=done.pk, reason="Wrong", actor=office, lines=[CreditLine(line.pk)]
            )
        ]
        * 2
    )

    assert sum(isinstance(result, PortalError) for result in results) == 1
    assert Receivable.objects.with_balance().get().balance == 0


def test_a_proforma_is_invoiced_once(buyer, office):
    draft = actions.write_draft(
        organisation_id=buyer.pk, lines=[a_line()], terms=Terms(), actor=office, kind="proforma"
    )
    actions.issue(invoice_id=draft.pk, actor=office)
    at_once(*[lambda: actions.convert_proforma(proforma_id=draft.pk, actor=office)] * 2)

    assert Invoice.objects.filter(kind="invoice").count() == 1


def test_writing_to_a_draft_and_issuing_it_do_not_mix(buyer, office):
    draft = actions.write_draft(
        organisation_id=buyer.pk, lines=[a_line("10")], terms=Terms(), actor=office
    )
    at_once(
        lambda: actions.issue(invoice_id=draft.pk, actor=office),
        lambda: actions.rewrite_draft(
            invoice_id=draft.pk, lines=[a_line("20"), a_line("30")], terms=Terms(), actor=office
        ),
    )

    draft.refresh_from_db()
    nets = [line.net for line in draft.lines.all()]
    assert draft.status == "issued"
    assert sum(nets) == draft.net
