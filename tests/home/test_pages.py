import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.views.csrf import csrf_failure

from tests.factories.faq import QuestionFactory, UnansweredQuestionFactory
from tests.factories.members import ActiveMemberFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_privacy_names_who_answers_and_says_what_is_not_known(client, association):
    content = client.get(reverse("home:privacy")).content.decode()

    assert "The controller is Asociația Test Cluster." in content
    assert "to be completed by the association" in content
    association.privacy_contact = "Irina, irina@example.org"
    association.save()
    content = client.get(reverse("home:privacy")).content.decode()
    assert "Contact for personal data: Irina, irina@example.org." in content


def test_page_of_somebody_signed_in_is_kept_by_no_cache_between(client, association, ana):
    page = reverse("faq:question_list")
    assert "Cache-Control" not in client.get(page).headers
    client.force_login(ana)
    assert client.get(page).headers["Cache-Control"] == "private"


@pytest.mark.parametrize("route", ["home:privacy", "home:accessibility", "home:home"])
def test_public_pages_set_no_cookie(client, association, route):
    assert not client.get(reverse(route)).cookies


def test_the_foot_of_a_page_says_whose_it_is(client, association):
    content = client.get(reverse("home:accessibility")).content.decode()

    assert "Asociația Test Cluster" in content
    assert "99000000" in content
    assert "mailto:office@example.org" in content


def test_sample_data_are_called_so_on_every_page(client, association):
    assert "Sample data" not in client.get(reverse("home:home")).content.decode()
    association.is_sample = True
    association.save()

    for route in ("home:home", "home:privacy", "account_login"):
        assert "Sample data" in client.get(reverse(route)).content.decode()


def test_a_portal_without_its_association_shows_its_pages(client):
    for route in ("home:home", "home:privacy", "home:accessibility", "theme"):
        assert client.get(reverse(route)).status_code == 200
    assert client.get(reverse("security_txt")).status_code == 404


def test_the_language_switch_stays_on_the_page_and_keeps_its_query(client, association):
    content = client.get(reverse("home:privacy"), {"page": "2"}).content.decode()

    assert '<a href="/ro/privacy/?page=2" lang="ro" hreflang="ro">Română</a>' in content
    assert 'hreflang="ro" href="http://testserver/ro/privacy/' in content
    assert '<link rel="canonical" href="http://testserver/privacy/">' in content


def test_a_page_that_is_not_there_offers_the_search(client, association):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    content = response.content.decode()
    assert "This page is not here" in content
    assert f'action="{reverse("faq:search")}"' in content


def test_a_refused_page_says_who_one_is_and_whom_to_ask(client, association, carmen, rf):
    client.force_login(carmen)
    request = client.get(reverse("home:privacy")).wsgi_request

    content = render_to_string("403.html", {"association": association}, request=request)

    assert "You are signed in as Carmen Stranger" in content
    assert "mailto:office@example.org" in content


def test_a_form_from_elsewhere_is_refused_in_words(association):
    response = csrf_failure(RequestFactory().post("/my/switch/"), reason="no cookie")

    assert response.status_code == 403
    assert "Please send the form again" in response.content.decode()


def test_the_page_of_a_failure_needs_neither_request_nor_database(
    django_assert_num_queries,
):
    with django_assert_num_queries(0):
        content = render_to_string("500.html")

    assert "Something broke on our side" in content
    assert "Ceva nu a mers la noi" in content


def test_robots_are_kept_from_private_pages_and_shown_the_map(client):
    content = client.get(reverse("robots")).content.decode()

    assert "Disallow: /my/" in content
    assert "Sitemap: http://testserver/sitemap.xml" in content


def test_the_map_of_the_site_holds_public_pages_in_both_languages(client, association):
    member = ActiveMemberFactory()
    other = OrganisationFactory()
    question = QuestionFactory()
    waiting = UnansweredQuestionFactory()

    content = client.get(reverse("sitemap")).content.decode()

    assert f"<loc>http://testserver{member.get_absolute_url()}</loc>" in content
    assert f"<loc>http://testserver/ro{member.get_absolute_url()}</loc>" in content
    assert other.slug not in content
    assert question.get_absolute_url() in content
    assert f"/faq/{waiting.pk}-" not in content


def test_who_finds_a_hole_learns_whom_to_tell(client, association):
    content = client.get(reverse("security_txt")).content.decode()

    assert "Contact: mailto:office@example.org" in content
    assert "Expires: " in content


def test_the_component_sheet_shows_every_shared_partial(client, association):
    response = client.get(reverse("home:styleguide"))

    assert response.status_code == 200
    used = {template.name for template in response.templates}
    for partial in ("_badge", "_empty", "_messages", "_pagination", "_person", "_search_form",
                    "_steps", "_summary", "_timeline", "_breadcrumbs"):  # fmt: skip
        assert f"includes/{partial}.html" in used
