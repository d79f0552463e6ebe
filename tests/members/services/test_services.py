import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone, translation

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from members.services import actions
from members.services.blocks import services
from members.services.errors import ServiceDatesError
from members.services.models import Service, ServiceKind
from tests.factories.members import ServiceFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _association(association):
    """Pages carry its name."""


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("service_kind_known", {"kind": "free"}),
        ("service_ends_after_start", {"offered_until": dt.date(2019, 12, 31)}),
    ],
)
def test_service_that_makes_no_sense_is_not_stored(constraint, values):
    with pytest.raises(IntegrityError, match=constraint):
        ServiceFactory(**values)


def test_public_sees_what_is_offered_today_and_the_office_everything(office, ana):
    now = ServiceFactory(offered_until=TODAY)
    ServiceFactory(offered_until=TODAY - DAY)
    ServiceFactory(offered_from=TODAY + DAY)

    for viewer in (AnonymousUser(), ana):
        assert list(Service.objects.visible_to(viewer)) == [now]
    assert Service.objects.visible_to(office).count() == 3


def test_service_list_is_searched_and_filtered(client):
    ServiceFactory(name_en="Funding watch", name_ro="Știri despre finanțări")
    ServiceFactory(name="Security check", kind=ServiceKind.PAID, price_note="by quote")
    ServiceFactory(name="Trade fairs", offered_until=TODAY - DAY)
    address = reverse("members:service_list")

    everything = words_of(client.get(address))
    by_words = words_of(client.get(address, {"q": "finantari"}))
    by_kind = words_of(client.get(address, {"kind": "paid"}))

    assert "Funding watch" in everything
    assert "by quote" in everything
    assert "Trade fairs" not in everything
    assert "Funding watch" in by_words
    assert "Security check" not in by_words
    assert "Security check" in by_kind
    assert "Funding watch" not in by_kind


def test_service_list_says_what_to_do_when_it_is_empty(client):
    address = reverse("members:service_list")
    assert "The catalogue of services is being prepared" in words_of(client.get(address))

    ServiceFactory()

    assert "Show all services" in words_of(client.get(address, {"q": "nothing like this"}))


def test_service_list_is_in_the_readers_language(client):
    ServiceFactory(name_en="Funding watch", name_ro="Știri despre finanțări")

    assert "Știri despre finanțări" in words_of(client.get("/ro/services/"))


def test_service_list_asks_the_same_number_of_queries(client, django_assert_num_queries):
    address = reverse("members:service_list")
    ServiceFactory()
    client.get(address)
    with django_assert_num_queries(4):
        client.get(address)
    ServiceFactory.create_batch(2, kind=ServiceKind.PAID)
    with django_assert_num_queries(4):
        client.get(address)


def test_office_closes_a_service_and_history_knows(office):
    service = ServiceFactory()

    for _time in range(2):
        actions.close_service(
            service_id=service.pk, last_day=TODAY, actor=office, reason="Few used it."
        )

    service.refresh_from_db()
    event = HistoryEvent.objects.about(service).get()
    assert service.offered_until == TODAY
    assert (event.kind, event.reason) == ("service.closed", "Few used it.")


def test_service_is_not_closed_before_it_begins_nor_by_a_stranger(office, ana):
    service = ServiceFactory()

    with pytest.raises(ServiceDatesError):
        actions.close_service(
            service_id=service.pk, last_day=service.offered_from - DAY, actor=office
        )
    with pytest.raises(NotAllowedError):
        actions.close_service(service_id=service.pk, last_day=TODAY, actor=ana)


def test_office_enters_edits_and_closes_services_in_the_admin(client, office):
    client.force_login(office)
    values = {
        "name_en": "Training", "name_ro": "Instruire", "kind": "paid",
        "offered_from": "2026-01-01", "position": "10",
    }  # fmt: skip
    client.post(reverse("admin:members_service_add"), values)
    service = Service.objects.get()
    client.post(
        reverse("admin:members_service_change", args=[service.pk]),
        {**values, "name_ro": "Instruirea echipei"},
    )
    client.post(
        reverse("admin:members_service_changelist"),
        {"action": "close_today", "_selected_action": [service.pk]},
    )

    service.refresh_from_db()
    kinds = [event.kind for event in HistoryEvent.objects.about(service).order_by("pk")]
    assert (service.name_ro, service.offered_until) == ("Instruirea echipei", TODAY)
    assert kinds == ["service.added", "service.edited", "service.closed"]
    page = client.get(reverse("admin:members_service_change", args=[service.pk]))
    assert "What happened" in words_of(page)
    assert client.get(reverse("admin:members_service_delete", args=[service.pk])).status_code == 403


def test_block_shows_the_services_of_today_by_kind():
    ServiceFactory(name_en="Funding watch", name_ro="Știri despre finanțări")
    ServiceFactory(name="Check", kind=ServiceKind.PAID, price_note="by <quote>", is_example=True)
    ServiceFactory(name="Trade fairs", offered_until=TODAY - DAY)

    html = services.tell()

    assert "Funding watch" in html
    assert "(by &lt;quote&gt;)" in html
    assert "Example, not a real service." in html
    assert "Trade fairs" not in html
    assert "Funding watch" not in services.tell(kind="paid")
    with translation.override("ro"):
        assert "Știri despre finanțări" in services.tell()


def test_block_has_nothing_to_tell_of_an_empty_catalogue():
    assert services.tell() == ""
