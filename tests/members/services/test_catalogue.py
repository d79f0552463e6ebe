import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone, translation

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from members.fees.models import FeeTerms
from members.services import actions
from members.services.blocks import services
from members.services.errors import CopyError, ServiceDatesError
from members.services.models import Service, ServiceKind, ServiceQuota, ServiceRating
from members.services.quotas import quota_of
from tests.factories.faq import QuestionFactory
from tests.factories.members import (
    PaidServiceFactory,
    ServiceFactory,
    ServiceRequestFactory,
)
from tests.members.services.conftest import quota

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("service_kind_known", {"kind": "free"}),
        ("service_ends_after_start", {"offered_until": dt.date(2019, 12, 31)}),
        ("service_status_known", {"status": "sold"}),
        ("service_vat_known", {"vat_code": "X"}),
        ("service_capacity_not_zero", {"capacity": 0}),
        ("service_period_known", {"capacity": 1, "capacity_period": "week"}),
        ("service_prices_not_negative", {"member_price": -1}),
        ("service_market_price_has_source", {"market_price": 100}),
        ("service_closed_has_last_day", {"status": "closed"}),
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
    quota(PaidServiceFactory(), 2)
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)
    for service in PaidServiceFactory.create_batch(2):
        quota(service, 3)
    with django_assert_num_queries(7):
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


def test_drafts_and_what_a_later_year_replaces_are_not_offered(office):
    old = ServiceFactory(key="fair", year=2025)
    new = ServiceFactory(key="fair", year=2026, status="draft", offered_from=TODAY + DAY)
    assert list(Service.objects.offered()) == [old]

    actions.offer_service(service_id=new.pk, actor=office)

    assert list(Service.objects.offered()) == [old]  # until the new one's first day
    assert list(Service.objects.offered(TODAY + DAY)) == [new]


def test_a_draft_is_not_closed_and_an_entry_is_offered_once(office, ana):
    draft = ServiceFactory(status="draft")

    with pytest.raises(IllegalTransitionError):
        actions.close_service(service_id=draft.pk, last_day=TODAY, actor=office)
    with pytest.raises(NotAllowedError):
        actions.offer_service(service_id=draft.pk, actor=ana)
    for _time in range(2):
        actions.offer_service(service_id=draft.pk, actor=office)

    assert HistoryEvent.objects.about(draft).get().kind == "service.offered"


def test_a_copy_has_the_prices_and_quotas_and_says_when_the_market_was_looked_at(office):
    service = PaidServiceFactory(year=2026, capacity=4, offered_until=dt.date(2028, 2, 29))
    quota(service, 5)
    quota(service, 2, category="university")

    copy = actions.copy_to_next_year(service_id=service.pk, actor=office)

    assert (copy.key, copy.year, copy.status) == (service.key, 2027, "draft")
    assert copy.offered_from == dt.date(2027, 1, 1)
    assert copy.offered_until == dt.date(2029, 2, 28)
    assert (copy.member_price, copy.market_price, copy.capacity) == (800, 1000, 4)
    assert copy.market_checked_on == service.market_checked_on
    assert sorted(copy.quotas.values_list("category", "included")) == [("", 5), ("university", 2)]
    assert actions.copy_to_next_year(service_id=service.pk, actor=office) == copy


def test_what_has_ended_is_not_copied(office):
    service = ServiceFactory(status="closed", offered_until=TODAY)

    with pytest.raises(CopyError):
        actions.copy_to_next_year(service_id=service.pk, actor=office)


def test_the_whole_catalogue_is_copied_and_what_is_there_stays(office, ana):
    first, _second, _draft = (
        ServiceFactory(year=2026), ServiceFactory(year=2026),
        ServiceFactory(year=2026, status="draft"),
    )  # fmt: skip
    actions.copy_to_next_year(service_id=first.pk, actor=office)

    assert len(actions.copy_catalogue(year=2026, actor=office)) == 1
    assert actions.copy_catalogue(year=2026, actor=office) == []
    with pytest.raises(NotAllowedError):
        actions.copy_catalogue(year=2026, actor=ana)


@pytest.mark.parametrize(
    ("member", "market", "saving", "percent"),
    [(800, 1000, 200, 20), (667, 1000, 333, 33), (1000, 1000, None, None),
     (1200, 1000, None, None), (None, 1000, None, None), (800, None, None, None),
     (0, 0, None, None)],
)  # fmt: skip
def test_the_saving_is_reckoned_and_never_promised(member, market, saving, percent):
    service = Service(member_price=member, market_price=market)

    assert (service.saving, service.saving_percent) == (saving, percent)


def test_each_price_stands_next_to_the_markets(client):
    service = PaidServiceFactory(name_en="Security check", key="check")
    quota(service, 5)
    quota(service, 0, category="university")

    for address in (reverse("members:service_list"), service.get_absolute_url()):
        page = words_of(client.get(address)).replace("\xa0", " ")
        assert "800.00 RON" in page
        assert "1,000.00 RON" in page
        assert "200.00 RON" in page
        assert "(20&nbsp;%)" in page
        assert "plus VAT at the rate of the day of the invoice" in page
        assert "other members: 5 a year in the fee" in page
        assert "University or research institute: none in the fee" in page
    assert "price list of an invented firm, found on 5 January 2026" in page


def test_pages_of_services_point_to_the_answer_on_why_they_are_paid_for(client, settings):
    service = PaidServiceFactory()
    question = QuestionFactory(key="paid-services")
    title = question.translations.get().title

    for address in (reverse("members:service_list"), service.get_absolute_url()):
        assert title in words_of(client.get(address))

    settings.SERVICES_WHY_PAY = ""
    assert title not in words_of(client.get(reverse("members:service_list")))


def test_a_tier_has_a_quota_of_its_own(client, member):
    service = PaidServiceFactory()
    quota(service, 5)
    quota(service, 2, category="company")
    ServiceQuota.objects.create(service=service, tier_code="premium", included=12)
    assert quota_of(service, member, TODAY.year).included == 2

    FeeTerms.objects.create(organisation=member, tier_code="premium", valid_from=TODAY)

    assert quota_of(service, member, TODAY.year).included == 12
    assert quota_of(service, member, TODAY.year - 1).included == 2
    assert "premium: 12 a year in the fee" in words_of(client.get(service.get_absolute_url()))
    with pytest.raises(IntegrityError, match="category_or_tier"):
        ServiceQuota.objects.create(
            service=service, category="university", tier_code="premium", included=1
        )


def test_visitors_are_sent_to_join_and_members_to_the_form(client, ana):
    service = PaidServiceFactory(key="check")
    visitor = words_of(client.get(service.get_absolute_url()))
    assert f'href="{reverse("members:join")}">Become a member' in visitor

    client.force_login(ana)
    member = words_of(client.get(service.get_absolute_url()))
    assert f'href="{reverse("members:service_ask", args=["check"])}">Ask for it' in member


def test_what_is_not_offered_has_no_page(client, office):
    draft = ServiceFactory(status="draft")
    client.force_login(office)

    assert client.get(draft.get_absolute_url()).status_code == 404


def test_what_people_write_is_cleaned_and_shown(client):
    service = ServiceFactory(description_en="## You get\n\n<script>x</script> a *report*")

    page = words_of(client.get(service.get_absolute_url()))

    assert "<em>report</em>" in page
    assert "<script>x" not in page


def test_an_average_is_told_of_five_ratings_or_more(client, ana):
    service = PaidServiceFactory(name_en="Check")
    address = reverse("members:service_list")
    for number in range(1, 6):
        assert "rated" not in words_of(client.get(address))
        request = ServiceRequestFactory(service=service)
        ServiceRating.objects.create(request=request, stars=number, rated_by=ana)

    assert "rated 3.0 of 5 by members (5 ratings)" in words_of(client.get(address))


def test_block_shows_the_services_of_today_by_kind():
    ServiceFactory(name_en="Funding watch", name_ro="Știri despre finanțări")
    ServiceFactory(name="Check", kind=ServiceKind.PAID, price_note="by <quote>", is_example=True)
    ServiceFactory(name="Trade fairs", offered_until=TODAY - DAY)
    PaidServiceFactory(name="Advice")

    html = services.tell()

    assert "Funding watch" in html
    assert "(by &lt;quote&gt;)" in html
    assert "(800.00\xa0RON for members, 1,000.00\xa0RON on the market)" in html
    assert "Example, not a real service." in html
    assert "Trade fairs" not in html
    assert "Funding watch" not in services.tell(kind="paid")
    with translation.override("ro"):
        assert "Știri despre finanțări" in services.tell()


def test_block_has_nothing_to_tell_of_an_empty_catalogue():
    assert services.tell() == ""
