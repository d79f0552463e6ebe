"""What the components promise in a browser: contrast, the phone's menu, a form sent once."""

import pytest
from django.urls import reverse

from tests.browser import walk
from tests.factories.members import ActiveMemberFactory, AssociationFactory, UserFactory


@pytest.fixture
def cluster():
    association = AssociationFactory(tagline_en="Four kinds of organisations in Cluj-Napoca.")
    ActiveMemberFactory.create_batch(3)
    return association


def test_component_sheet_reads_well(cluster, visit):
    walk.go(visit("phone"), reverse("home:styleguide"))
    walk.go(visit("desk", dark=True), reverse("home:styleguide"))


def test_a_pale_accent_reads_well_in_light_and_dark(cluster, visit):
    cluster.accent = "#ffcc00"
    cluster.save()

    for dark in (False, True):
        walk.go(visit("desk", dark=dark), reverse("home:home"))


def test_home_page_fits_every_window(cluster, visit):
    page = visit("desk")
    for width in (320, 1024, 3840):
        page.set_viewport_size({"width": width, "height": 900})
        walk.go(page, reverse("home:home"))


def test_phone_has_a_menu_that_leads_everywhere(cluster, visit):
    page = walk.go(visit("phone"), reverse("home:home"))
    menu = page.locator(".site-menu")
    assert not menu.get_by_role("link", name="Members").is_visible()

    menu.locator("summary").first.click()
    walk.check(page)
    with page.expect_navigation():
        menu.get_by_role("link", name="Members", exact=True).click()

    assert page.url.endswith(reverse("members:organisation_list"))


def test_a_double_click_sends_a_form_once(cluster, visit):
    UserFactory(email="ana@example.org")
    page = walk.go(visit("desk"), reverse("account_login"))
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)

    page.get_by_label("Your e-mail address").fill("ana@example.org")
    with page.expect_navigation():
        page.get_by_role("button", name="Send me a code").dblclick()
    page.wait_for_load_state()

    assert len(sent) == 1
