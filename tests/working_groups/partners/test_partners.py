import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone, translation

from cluster_portal.toolkit.history.models import HistoryEvent
from tests.factories.working_groups import PartnerFactory
from working_groups.partners.blocks import partners
from working_groups.partners.models import Partner, PartnerKind

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("partner_kind_known", {"kind": "friend"}),
        ("partner_ends_after_start", {"until": dt.date(2019, 12, 31)}),
    ],
)
def test_partner_that_makes_no_sense_is_not_stored(constraint, values):
    with pytest.raises(IntegrityError, match=constraint):
        PartnerFactory(**values)


def test_partner_stands_once_in_the_list_and_may_come_back():
    PartnerFactory(name="Alliance", until=dt.date(2021, 1, 1))
    PartnerFactory(name="Alliance", since=dt.date(2023, 1, 1))

    with pytest.raises(IntegrityError, match="partner_once_at_a_time"):
        PartnerFactory(name="Alliance")


def test_public_sees_the_partners_of_today_and_the_office_all(office, ana):
    known = [PartnerFactory(name="A", until=TODAY), PartnerFactory(name="B", since=None)]
    PartnerFactory(until=TODAY - DAY)
    PartnerFactory(since=TODAY + DAY)

    for viewer in (AnonymousUser(), ana):
        assert list(Partner.objects.visible_to(viewer)) == known
    assert Partner.objects.visible_to(office).count() == 4


def test_partner_list_is_searched_and_filtered(client):
    PartnerFactory(name="Alliance", together_en="We speak", together_ro="Vorbim în față")
    PartnerFactory(name="County", kind=PartnerKind.REGIONAL, website="https://county.example.org")
    address = reverse("working_groups:partner_list")

    by_words = words_of(client.get(address, {"q": "fata"}))
    by_kind = words_of(client.get(address, {"kind": "regional"}))

    assert "Alliance" in by_words
    assert "County" not in by_words
    assert "https://county.example.org" in by_kind
    assert "Alliance" not in by_kind
    assert "Vorbim în față" in words_of(client.get("/ro/partners/"))


def test_partner_list_says_what_to_do_when_it_is_empty(client):
    address = reverse("working_groups:partner_list")
    assert "No partner is entered yet" in words_of(client.get(address))

    PartnerFactory()

    assert "Show all partners" in words_of(client.get(address, {"kind": "academic"}))


def test_partner_list_asks_the_same_number_of_queries(client, django_assert_num_queries):
    address = reverse("working_groups:partner_list")
    PartnerFactory()
    client.get(address)
    with django_assert_num_queries(4):
        client.get(address)
    PartnerFactory.create_batch(2, kind=PartnerKind.OTHER)
    with django_assert_num_queries(4):
        client.get(address)


def test_office_enters_and_edits_partners_in_the_admin(client, office):
    client.force_login(office)
    values = {"name": "Alliance", "kind": "european", "country": "BE", "together_en": "We speak"}
    client.post(reverse("admin:working_groups_partner_add"), values)
    partner = Partner.objects.get()
    client.post(
        reverse("admin:working_groups_partner_change", args=[partner.pk]),
        {**values, "until": "2026-01-01"},
    )
    refused = client.post(
        reverse("admin:working_groups_partner_add"), {**values, "name": "B", "country": "xx"}
    )

    partner.refresh_from_db()
    events = HistoryEvent.objects.about(partner).order_by("pk")
    assert partner.until == dt.date(2026, 1, 1)
    assert [event.kind for event in events] == ["partner.added", "partner.edited"]
    assert "Two capital letters" in words_of(refused)
    found = client.get(reverse("admin:working_groups_partner_changelist"), {"current": "today"})
    assert "0 partners" in words_of(found)


def test_block_shows_the_partners_of_today_by_kind():
    PartnerFactory(name="Alliance <b>", together_en="We speak", together_ro="Vorbim")
    PartnerFactory(name="Gone", until=TODAY - DAY)
    PartnerFactory(name="County", kind=PartnerKind.REGIONAL)

    html = partners.tell()

    assert "Alliance &lt;b&gt;" in html
    assert html.index("County") < html.index("Alliance")
    assert "Gone" not in html
    assert "European" in html
    assert "European" not in partners.tell(kind="european")
    assert partners.tell(kind="academic") == ""
    with translation.override("ro"):
        assert "Vorbim" in partners.tell()
