"""One question's whole way: searched in vain, asked, answered, told, revised, found.

The visitor uses the keyboard alone, in Romanian on a dark phone and in English at a desk.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from faq.asking.models import Ask
from faq.community.models import Vote
from faq.questions.models import Question
from faq.search import actions as search
from members.organisations.models import Role
from tests.browser import walk
from tests.factories.faq import QuestionFactory, TranslationFactory
from tests.factories.members import (
    ActiveMemberFactory,
    AssociationFactory,
    UserFactory,
    represent,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VISITOR, OFFICE, MEMBER = "vera@example.org", "office@example.org", "mihai@example.org"
FURTHEST = 120  # presses of Tab


@dataclass
class Words:
    """What is typed and read in one language."""

    language: str
    prefix: str
    typo: str
    known: str
    asked: str
    answer: str
    revised: str
    new_word: str


ENGLISH = Words(
    language="en", prefix="", typo="membreship fe", known="What is the membership fee?",
    asked="Where may bicycles be left?", answer="In the yard.",
    revised="Now in the velodrome behind the house.", new_word="velodrome",
)  # fmt: skip
ROMANIAN = Words(
    language="ro", prefix="/ro", typo="cotizatzia anuala", known="Cât este cotizația anuală?",
    asked="Unde se lasă bicicletele?", answer="În curte.",
    revised="Acum la velodromul din spatele casei.", new_word="velodromul",
)  # fmt: skip


@pytest.fixture
def faq(site):
    """One answer, an office, a member."""
    AssociationFactory()
    question = QuestionFactory(
        text__title=ENGLISH.known, text__slug="fee", text__short_answer="It depends on your size.",
    )  # fmt: skip
    TranslationFactory(
        question=question, language="ro", title=ROMANIAN.known, slug="cotizatia",
        short_answer="Depinde de mărime.", body="",
    )  # fmt: skip
    search.index_questions([question.pk])
    UserFactory(email=OFFICE, full_name="Olga Office", is_staff=True, is_superuser=True)
    member = UserFactory(email=MEMBER, full_name="Mihai Member")
    represent(member, ActiveMemberFactory(display_name="Member Ltd"), Role.REPRESENTATIVE)


@pytest.mark.parametrize(
    ("size", "words"), [("phone", ROMANIAN), ("desk", ENGLISH)], ids=["phone-ro", "desk-en"]
)
def test_from_a_search_in_vain_to_an_answer_that_is_found(chromium, site, faq, visit, size, words):
    visitor, office = visit(size, dark=size == "phone"), visit("desk", dark=size == "desk")

    finds_by_a_typing_error(visitor, words)
    votes(visitor)
    asks(visitor, words)
    walk.sign_in(office, OFFICE)
    question = is_answered(office, words)
    reads_what_the_mail_leads_to(visitor, words)
    is_revised(office, question, words)
    visitor.reload()
    assert walk.reads(visitor, words.revised)
    assert not walk.reads(visitor, "the caretaker")
    visitor.emulate_media(color_scheme="light" if size == "phone" else "dark")
    walk.check(visitor)
    finds_the_new_word(visitor, words)
    finds_it_without_javascript(chromium, site, size, words)
    reads_the_members_part(visit(size), visitor.url, words)
    assert {each["name"] for each in visitor.context.cookies()} <= {"csrftoken"}  # of the form


def reach(page, target) -> None:
    """By the Tab key alone."""
    for _press in range(FURTHEST):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {target}")


def follow(page, target) -> None:
    reach(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    walk.check(page)


def looks_for(page, words: Words, what: str):
    """Types it into the search page; returns where what was found appears."""
    walk.go(page, f"{words.prefix}/faq/search/")
    reach(page, page.get_by_role("searchbox").first)
    page.keyboard.type(what, delay=20)
    return page.locator("#search-found")


def finds_by_a_typing_error(page, words: Words) -> None:
    found = looks_for(page, words, words.typo)
    answer = found.get_by_role("listitem").get_by_role("link", name=words.known)
    expect(answer).to_be_visible()
    expect(page.locator("#search-status")).to_have_text(re.compile(r"\w"))
    walk.check(page)
    follow(page, answer)
    expect(page.get_by_role("heading", level=1)).to_have_text(words.known)


def votes(page) -> None:
    reach(page, page.locator("#faq-helpful button").first)
    page.keyboard.press("Enter")
    expect(page.locator("#faq-helpful .faq-helpful__said")).to_be_visible()
    assert Vote.objects.get().value == "yes"
    walk.check(page)


def asks(page, words: Words) -> None:
    found = looks_for(page, words, words.asked)
    to_ask = page.locator("main a[href*='/faq/ask/']").first
    expect(to_ask).to_be_visible()
    expect(found.get_by_role("link", name=words.known)).to_have_count(0)
    follow(page, to_ask)
    expect(page.locator("[name=text]")).to_have_value(re.compile(words.asked[:-1]))
    reach(page, page.locator("[name=guest_email]"))
    page.keyboard.type(VISITOR)
    follow(page, page.locator(".form__actions button[type=submit]"))
    assert page.url.endswith("/faq/ask/sent/")
    follow_mail(page)
    follow(page, page.locator("button[name=confirm]"))
    ask = Ask.objects.get()
    assert (ask.status, ask.language) == ("asked", words.language)


def follow_mail(page) -> None:
    walk.go(page, walk.link_in(walk.newest_mail(VISITOR)))


def is_answered(page, words: Words) -> Question:
    walk.go(page, "/admin/")
    walk.press(page, re.compile(re.escape(words.asked[:-1])))
    walk.press(page, "Write a new answer")
    walk.press(page, "Write a new answer")
    form = page.locator(f"#text-{words.language}")
    form.locator(f"[name={words.language}-short_answer]").fill(words.answer)
    form.locator(f"[name={words.language}-body]").fill("Ask **the caretaker**.")
    walk.press(form, "Publish")
    return Ask.objects.get().question


def reads_what_the_mail_leads_to(page, words: Words) -> None:
    assert words.asked[:-1] in walk.newest_mail(VISITOR).text
    follow_mail(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(words.asked[:-1]))
    assert walk.reads(page, words.answer)
    assert walk.reads(page, "the caretaker")


def is_revised(page, question: Question, words: Words) -> None:
    """In the admin, as another answer, with a part for members."""
    walk.go(page, f"/admin/faq/question/{question.pk}/change/")
    form = page.locator(f"#text-{words.language}")
    form.locator(f"[name={words.language}-body]").fill(words.revised)
    form.locator(f"[name={words.language}-addendum]").fill("The code is **4711**.")
    form.locator(f"[name={words.language}-comment]").fill("Elsewhere.")
    significance = form.locator(f"[name={words.language}-significance]")
    if significance.first.evaluate("element => element.tagName") == "SELECT":
        significance.select_option("major")
    else:
        form.locator(f"[name={words.language}-significance][value=major]").check()
    walk.press(form, "Publish")


def finds_the_new_word(page, words: Words) -> None:
    found = looks_for(page, words, words.new_word)
    answer = found.get_by_role("listitem").get_by_role("link").first
    expect(answer).to_contain_text(words.asked[:-1])
    follow(page, answer)
    assert walk.reads(page, words.revised)
    assert not walk.reads(page, "4711")


def finds_it_without_javascript(chromium, site, size, words: Words) -> None:
    context = chromium.new_context(
        base_url=site, java_script_enabled=False,
        viewport={"width": 360 if size == "phone" else 1440, "height": 800},
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{words.prefix}/faq/")
    page.get_by_role("searchbox").first.fill(words.new_word)
    page.keyboard.press("Enter")
    page.wait_for_url("**/faq/search/?q=*")
    page.locator("#search-found").get_by_role("listitem").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(words.asked[:-1]))
    context.close()


def reads_the_members_part(page, address: str, words: Words) -> None:
    walk.sign_in(page, MEMBER)
    walk.go(page, address)
    assert walk.reads(page, words.revised)
    assert walk.reads(page, "The code is 4711.")
