"""The office's pages: the catalogue, the requests and their buttons."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import inlineformset_factory
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.history.models import HistoryEvent
from members.fees.models import Tier
from members.services import actions
from members.services.forms_office import QuotaForm, QuotaFormSet
from members.services.models import (
    OrderPreference,
    Service,
    ServiceQuota,
    ServiceRequest,
    ServiceTerms,
)
from members.services.worklists import worklists
from tests.factories.members import FeeTableFactory, PaidServiceFactory, UserFactory
from tests.members.services.conftest import ask, fresh, quota

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
QUOTAS = {
    "quotas-TOTAL_FORMS": "1", "quotas-INITIAL_FORMS": "0",
    "quotas-0-category": "", "quotas-0-tier_code": "", "quotas-0-included": "5",
}  # fmt: skip
ENTRY = {
    "key": "training", "year": "2026", "name_en": "Training", "name_ro": "Instruire",
    "kind": "paid", "currency": "RON", "vat_code": "S", "capacity_period": "year",
    "offered_from": "2026-01-01", "position": "10", **QUOTAS,
}  # fmt: skip


def words_of(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def button(request: ServiceRequest, name: str) -> str:
    return reverse(f"admin:members_servicerequest_{name}", args=[request.pk])


@pytest.fixture(autouse=True)
def _signed_in(client, office):
    client.force_login(office)


def test_a_quota_names_a_tier_of_the_fee_tables(service):
    table = FeeTableFactory(year=2026, published=False)
    Tier.objects.create(table=table, code="gold", name="Gold", amount=10)
    ServiceQuota.objects.create(service=service, tier_code="of-old", included=1)
    quotas = inlineformset_factory(
        Service, ServiceQuota, form=QuotaForm, formset=QuotaFormSet, extra=3
    )

    kept, *new = quotas(instance=service).forms

    assert dict(kept.fields["tier_code"].choices) == {"": "–", "gold": "Gold", "of-old": "of-old"}
    assert dict(new[0].fields["tier_code"].choices) == {"": "–", "gold": "Gold"}
    wrong = QuotaForm({"category": "", "tier_code": "silver", "included": "2"}, tiers={})
    assert "silver" in wrong.errors["tier_code"][0]


def test_the_tiers_are_read_once_for_all_quotas(service, django_assert_num_queries):
    for number in range(3):
        ServiceQuota.objects.create(service=service, tier_code=f"tier-{number}", included=1)
    table = FeeTableFactory(year=2026, published=False)
    Tier.objects.create(table=table, code="gold", name="Gold", amount=10)
    quotas = inlineformset_factory(
        Service, ServiceQuota, form=QuotaForm, formset=QuotaFormSet, extra=3
    )

    with django_assert_num_queries(3):  # the quotas, the codes, their names
        assert len(quotas(instance=service).forms) == 6


def test_office_enters_offers_edits_and_closes_services(client):
    client.post(reverse("admin:members_service_add"), ENTRY)
    service = Service.objects.get()
    assert service.status == "draft"
    client.post(reverse("admin:members_service_offer", args=[service.pk]))
    edited = {**ENTRY, "name_ro": "Instruirea echipei"}
    edited |= {"quotas-TOTAL_FORMS": "0"}
    client.post(reverse("admin:members_service_change", args=[service.pk]), edited)
    client.post(
        reverse("admin:members_service_close", args=[service.pk]), {"last_day": TODAY.isoformat()}
    )

    service.refresh_from_db()
    kinds = [event.kind for event in HistoryEvent.objects.about(service).order_by("pk")]
    assert (service.name_ro, service.offered_until) == ("Instruirea echipei", TODAY)
    assert service.quotas.get().included == 5
    assert kinds == ["service.added", "service.offered", "service.edited", "service.closed"]
    page = client.get(reverse("admin:members_service_change", args=[service.pk]))
    assert "What happened" in words_of(page)
    assert client.get(reverse("admin:members_service_delete", args=[service.pk])).status_code == 403


def test_a_market_price_without_its_source_gets_a_sentence(client):
    response = client.post(reverse("admin:members_service_add"), {**ENTRY, "market_price": "10"})

    page = words_of(response)
    assert "Say where the market&#x27;s price is from." in page
    assert "Say on which day it was found." in page
    assert not Service.objects.exists()


def test_the_next_year_is_one_click_away(client):
    service = PaidServiceFactory(year=TODAY.year)
    address = reverse("admin:members_service_copy", args=[service.pk])
    assert client.get(address).status_code == 405

    for _time in range(2):
        response = client.post(address)

    copy = Service.objects.get(year=TODAY.year + 1)
    assert response.headers["Location"] == reverse("admin:members_service_change", args=[copy.pk])
    another = PaidServiceFactory(year=TODAY.year)
    client.post(reverse("admin:members_service_copy_all"))
    assert Service.objects.filter(key=another.key, year=TODAY.year + 1).exists()


def test_actions_of_the_list_say_what_they_did(client):
    draft, offered = PaidServiceFactory(status="draft"), PaidServiceFactory()
    address = reverse("admin:members_service_changelist")

    def choose(action: str) -> str:
        data = {"action": action, "_selected_action": [draft.pk, offered.pk]}
        return words_of(client.post(address, data, follow=True))

    assert "1 service is closed from tomorrow." in choose("close_today")
    assert "2 services are offered." not in choose("offer")
    draft.refresh_from_db()
    assert draft.status == "offered"
    assert "1 entry is copied to the next year, as a draft." in choose("copy")


def test_the_office_goes_the_whole_way_by_its_buttons(client, service, member, ana, beata, office):
    quota(service, 1)
    request = ask(service, member, ana, quantity=2)
    page = words_of(client.get(reverse("admin:members_servicerequest_change", args=[request.pk])))
    for name in ("take-up", "include", "quote", "refuse", "withdraw"):
        assert button(request, name) in page
    for name in ("schedule", "deliver"):
        assert button(request, name) not in page

    client.post(button(request, "take-up"))
    refused = words_of(client.post(button(request, "include")))
    assert "The fee still pays for 1 of 1" in refused
    client.post(button(request, "quote"), {"unit_price": "750"})
    actions.approve_quote(request_id=request.pk, quote_number=1, actor=beata)
    client.post(button(request, "schedule"), {"planned_on": TODAY.isoformat()})
    paper = SimpleUploadedFile("list.pdf", b"%PDF-1.7 short")
    client.post(button(request, "deliver"), {"delivered_on": TODAY.isoformat(), "file": paper})

    request = fresh(request)
    assert (request.status, request.amount, request.handled_by) == ("delivered", 750, office)
    page = words_of(client.get(reverse("admin:members_servicerequest_change", args=[request.pk])))
    assert "list.pdf" in page
    assert "1 of 1 used" in page
    assert "Please confirm: Specialist" in page
    request.deliveries.get().file.delete(save=False)


def test_a_button_that_is_late_says_why(client, asked, ana):
    actions.withdraw_request(request_id=asked.pk, actor=ana)

    page = words_of(client.post(button(asked, "refuse"), {"reason": "No"}))

    assert "This request is “withdrawn” and cannot become “refused”." in page


def test_requests_are_read_here_and_changed_by_actions_only(client, asked):
    assert client.get(reverse("admin:members_servicerequest_add")).status_code == 403
    assert client.get(reverse("admin:members_servicerequest_delete", args=[asked.pk])).status_code
    address = reverse("admin:members_servicerequest_change", args=[asked.pk])
    client.post(address, {"status": "rated", "amount": "1"})

    assert fresh(asked).status == "requested"


def test_a_colleague_without_the_right_sees_no_button(client, asked):
    colleague = UserFactory(is_staff=True)
    colleague.user_permissions.add(Permission.objects.get(codename="view_servicerequest"))
    client.force_login(colleague)

    page = words_of(client.get(reverse("admin:members_servicerequest_change", args=[asked.pk])))

    assert button(asked, "refuse") not in page
    assert client.post(button(asked, "refuse"), {"reason": "x"}).status_code == 403


def test_worklists_say_what_waits(client, service, member, ana, office, beata):
    to_answer = ask(service, member, ana)
    to_deliver = ask(service, member, ana)
    actions.make_quote(request_id=to_deliver.pk, actor=office)
    actions.approve_quote(request_id=to_deliver.pk, quote_number=1, actor=beata)
    to_invoice = ask(service, member, ana)
    actions.make_quote(request_id=to_invoice.pk, actor=office)
    actions.approve_quote(request_id=to_invoice.pk, quote_number=1, actor=beata)
    actions.record_delivery(request_id=to_invoice.pk, delivered_on=TODAY, note="Done", actor=office)
    actions.confirm_delivery(request_id=to_invoice.pk, actor=ana)

    lists = worklists()
    assert [list(one.rows) for one in lists] == [[to_answer], [to_deliver], [to_invoice]]
    for one in lists:
        assert client.get(one.url).context["cl"].result_count == 1
    assert client.get(reverse("admin:index")).status_code == 200


def test_lists_of_the_office_ask_the_same_number_of_queries(
    client, service, member, ana, django_assert_max_num_queries
):
    address = reverse("admin:members_servicerequest_changelist")
    ask(service, member, ana)
    client.get(address)
    with django_assert_max_num_queries(100) as one:
        client.get(address)
    for _time in range(2):
        ask(PaidServiceFactory(), member, ana)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(address)


def test_other_pages_of_the_room_open(client, quoted, member, office):
    ServiceTerms.objects.create(valid_from=TODAY)
    OrderPreference.objects.create(organisation=member)
    for name in ("servicequote", "servicedelivery", "servicerating", "serviceterms",
                 "orderpreference"):  # fmt: skip
        assert client.get(reverse(f"admin:members_{name}_changelist")).status_code == 200
    quote = quoted.quotes.get()
    page = words_of(client.get(reverse("admin:members_servicequote_change", args=[quote.pk])))
    assert "1 × 800" in page
