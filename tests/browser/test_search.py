"""Searching as people do it: while typing, by keyboard alone, on a phone, without scripts."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from faq.demand.models import SearchEvent
from faq.editorial import actions as editorial
from faq.search import actions as search
from tests.browser import walk
from tests.factories.faq import QuestionFactory, TopicFactory, TranslationFactory
from tests.factories.members import AssociationFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXTS = {
    "bicycles": ("Where may bicycles be parked?", "Unde se parchează bicicletele?"),
    "visitors": ("How do visitors park?", "Cum parchează vizitatorii?"),
    "fee": ("What is the fee?", "Cât este cotizația?"),
}


@pytest.fixture
def faq():
    AssociationFactory()
    topic = TopicFactory(name="The house", slug="house")
    for key, (english, romanian) in TEXTS.items():
        question = QuestionFactory(
            key=key, topic=topic, text__title=english, text__slug=f"{key}-en",
            text__short_answer="It is told at the <door>.", text__body="",
        )  # fmt: skip
        TranslationFactory(
            question=question, language="ro", title=romanian, slug=f"{key}-ro",
            short_answer="Se spune la <ușă>.", body="",
        )  # fmt: skip
        search.index_questions([question.pk])


def box(page):
    return page.get_by_role("searchbox")


def found(page):
    return page.locator("#search-found")


def said(page):
    return page.locator("#search-status")


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("prefix", ["", "/ro"])
def test_answers_come_while_one_types_and_go_with_escape(visit, faq, size, prefix):
    page = visit(size)
    asked = []
    page.on("request", lambda sent: asked.append(sent.url) if "/search/" in sent.url else None)
    bicycles = TEXTS["bicycles"][1 if prefix else 0]

    walk.go(page, f"{prefix}/faq/search/")
    asked.clear()
    box(page).press_sequentially("bi", delay=20)
    page.wait_for_timeout(350)
    assert asked == []  # not before the third letter
    box(page).press_sequentially("cicl" if prefix else "cycl", delay=20)
    expect(found(page).get_by_role("link", name=bicycles)).to_be_visible()
    expect(said(page)).to_have_text(re.compile(r"\S"))
    assert len(asked) == 1  # six letters, one request
    expect(box(page)).to_be_focused()
    assert page.url.endswith(f"{prefix}/faq/search/?q=bi" + ("cicl" if prefix else "cycl"))
    assert page.evaluate("document.querySelectorAll('[role=status], [aria-live]').length") == 1
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []
    walk.check(page)

    page.keyboard.press("Tab")
    expect(page.locator(".search button")).to_be_focused()
    page.keyboard.press("Tab")
    expect(found(page).get_by_role("link").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(bicycles)
    page.go_back()
    expect(found(page).get_by_role("link", name=bicycles)).to_be_visible()
    expect(page.get_by_role("contentinfo")).to_be_visible()  # a page, not the fragment

    box(page).focus()
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()
    expect(found(page)).to_be_empty()
    expect(said(page)).to_be_empty()
    assert page.url.endswith(f"{prefix}/faq/search/")


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("address", ["/", "/faq/", "/ro/faq/"])
def test_box_of_another_page_shows_a_few_beneath_it(visit, faq, size, address):
    page = visit(size)
    walk.go(page, address)
    box(page).press_sequentially("vizitatori" if "ro" in address else "visitors", delay=20)
    answer = TEXTS["visitors"][1 if "ro" in address else 0]
    expect(found(page).get_by_role("link", name=answer)).to_be_visible()
    expect(said(page)).to_have_text(re.compile(r"\S"))
    assert page.url.endswith(address)
    walk.check(page)

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(found(page).get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(found(page)).to_be_empty()
    expect(box(page)).to_be_focused()

    box(page).fill("zzzqqq")
    expect(found(page)).to_contain_text("zzzqqq")
    link = found(page).get_by_role("link")
    assert link.get_attribute("href").endswith("/faq/ask/?q=zzzqqq")
    box(page).press("Enter")
    page.wait_for_url("**/faq/search/?q=zzzqqq")
    walk.check(page)


def test_what_is_typed_in_vain_is_one_row_and_an_answer_to_it_none(visit, faq):
    page = visit("desk")
    walk.go(page, "/faq/search/")
    for letters, row in (("zeppe", "zeppe"), ("lin hangar", "zeppelin hangar")):
        box(page).press_sequentially(letters, delay=20)
        expect(page.locator("#search-found h2").first).to_contain_text(row)
    page.wait_for_timeout(300)
    assert [event.words for event in SearchEvent.objects.all()] == ["zeppelin hangar"]

    question = QuestionFactory(text__title="?")
    editorial.publish_revision(
        question_id=question.pk, language="en", title="Where is the zeppelin hangar?",
        short_answer="By the river.", body="", author=None,
    )  # fmt: skip
    box(page).press_sequentially("s", delay=20)
    expect(found(page).get_by_role("link", name="Where is the zeppelin hangar?")).to_be_visible()
    page.wait_for_timeout(300)
    assert not SearchEvent.objects.exists()


@pytest.mark.parametrize(("size", "prefix"), [("phone", "/ro"), ("desk", "")])
def test_search_works_without_javascript(chromium, site, faq, size, prefix):
    context = chromium.new_context(
        base_url=site, java_script_enabled=False,
        viewport={"width": 360 if size == "phone" else 1440, "height": 800},
    )  # fmt: skip
    page = context.new_page()
    for address in (f"{prefix}/", f"{prefix}/faq/", f"{prefix}/faq/search/"):
        page.goto(address)
        box(page).fill("parcheaza" if prefix else "parking")
        box(page).press("Enter")
        page.wait_for_url("**/faq/search/?q=park*" if not prefix else "**/faq/search/?q=parc*")
        assert found(page).get_by_role("listitem").count() >= 2
        expect(said(page)).to_have_text(re.compile(r"\d"))
    context.close()


def test_gap_is_tended_in_the_office(visit, faq):
    """What was searched in vain stands in the admin, and is closed by the answer written there."""
    page = visit("desk")
    page.goto("/faq/search/?q=zeppelin hangar")
    earlier = timezone.now() - dt.timedelta(minutes=5)
    SearchEvent.objects.update(searched_at=earlier, created_at=earlier)
    office = UserFactory(email="office@example.org", is_staff=True, is_superuser=True)
    walk.sign_in(page, office.email)
    page.goto(reverse("admin:faq_gap_changelist"))
    walk.press(page, "Count the newest searches")
    walk.press(page, "zeppelin hangar")
    walk.press(page, "Write the answer")
    expect(page.get_by_label("Question in English")).to_have_value("Zeppelin hangar?")
