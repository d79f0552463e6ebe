"""Delivered, confirmed, invoiced, rated: money follows the approved quote."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.templatetags.portal import money
from members.invoices.errors import NotReadyToIssueError
from members.invoices.models import Invoice
from members.ledger.models import Receivable
from members.services import actions
from members.services.errors import PriceError
from members.services.models import RequestStatus, ServiceRequest
from tests.factories.invoices import vat_law
from tests.factories.members import PaidServiceFactory, UserFactory
from tests.members.services.conftest import ask, deliver, fresh, quota

pytestmark = pytest.mark.django_db

S = RequestStatus


@pytest.fixture
def confirmed(service, member, ana, beata, office) -> ServiceRequest:
    """Three days, one of them in the fee: 1,600 RON, by order PO-5."""
    quota(service, 1)
    request = ask(service, member, ana, quantity=3)
    actions.make_quote(request_id=request.pk, actor=office)
    actions.approve_quote(request_id=request.pk, quote_number=1, actor=beata, purchase_order="PO-5")
    deliver(request, office)
    return actions.confirm_delivery(request_id=request.pk, actor=ana)


def test_an_invoice_has_what_the_quote_asked_and_is_owed(confirmed, office, member):
    vat_law()

    request = actions.invoice_request(request_id=confirmed.pk, actor=office)

    invoice = request.invoice
    line = invoice.lines.get()
    assert request.status == S.INVOICED
    assert (line.quantity, line.unit_price, line.vat_category) == (2, Decimal(800), "S")
    assert line.description_ro == "Specialist în țară"
    assert (invoice.net, invoice.gross) == (Decimal(1600), Decimal(1936))
    assert (invoice.purchase_order, invoice.supplied_on) == ("PO-5", request.delivered_on)
    assert Receivable.objects.get(organisation=member).amount == Decimal(1936)


def test_the_office_reads_the_vat_and_the_total_before_it_invoices(client, confirmed, office):
    client.force_login(office)
    url = reverse("admin:members_servicerequest_invoice", args=[confirmed.pk])
    assert "Add its VAT status first" in client.get(url).content.decode()
    vat_law()

    page = client.get(url).content.decode()

    assert "1,600.00 + 336.00" in page
    assert money(Decimal(1936), "RON") in page
    assert not Invoice.objects.exists()


def test_a_double_click_invoices_once_and_then_it_is_rated(confirmed, office, ana):
    vat_law()
    for _time in range(2):
        actions.invoice_request(request_id=confirmed.pk, actor=office)
    assert Invoice.objects.count() == 1

    actions.rate_service(request_id=confirmed.pk, stars=5, text="", actor=ana)

    assert fresh(confirmed).status == S.RATED


def test_what_cannot_be_invoiced_stays_as_it_was(confirmed, office):
    with pytest.raises(NotReadyToIssueError):  # nobody wrote the VAT status down
        actions.invoice_request(request_id=confirmed.pk, actor=office)

    assert fresh(confirmed).status == S.CONFIRMED
    assert not Invoice.objects.exists()


def test_what_the_fee_pays_for_is_not_invoiced(service, member, ana, office, approved):
    vat_law()
    quota(service, 5)
    request = ask(service, member, ana)
    actions.include_in_fee(request_id=request.pk, actor=office)
    deliver(request, office)
    actions.confirm_delivery(request_id=request.pk, actor=ana)

    with pytest.raises(PriceError):
        actions.invoice_request(request_id=request.pk, actor=office)
    with pytest.raises(IllegalTransitionError):  # not delivered yet
        actions.invoice_request(request_id=approved.pk, actor=office)


def test_invoicing_needs_both_rights(confirmed):
    colleague = UserFactory(is_staff=True)
    colleague.user_permissions.add(
        *Permission.objects.filter(codename__in=["change_servicerequest", "view_servicerequest"])
    )

    with pytest.raises(NotAllowedError):
        actions.invoice_request(request_id=confirmed.pk, actor=colleague)


def test_the_office_invoices_by_its_button_in_euro_with_the_days_rate(
    client, member, ana, beata, office, association
):
    vat_law()
    association.bank_accounts.create(
        currency="EUR", iban="RO13AAAADEMO000000000002", opened_on="2020-01-01"
    )
    service = PaidServiceFactory(currency="EUR", member_price=100, market_price=150)
    request = ask(service, member, ana)
    actions.make_quote(request_id=request.pk, actor=office)
    actions.approve_quote(request_id=request.pk, quote_number=1, actor=beata)
    deliver(request, office)
    actions.confirm_delivery(request_id=request.pk, actor=ana)
    client.force_login(office)
    address = reverse("admin:members_servicerequest_invoice", args=[request.pk])

    assert 'value="5.0912"' in client.get(address).content.decode()
    refused = client.post(address, {"exchange_rate": "6"}).content.decode()
    client.post(address, {})

    assert "This is not the entered rate" in refused
    request = fresh(request)
    assert request.invoice.exchange_rate == Decimal("5.0912")
    assert request.status == S.INVOICED
    client.force_login(beata)
    page = client.get(request.get_absolute_url()).content.decode()
    assert f"Invoice {request.invoice.number} of" in page
    assert request.invoice.get_absolute_url() in page
