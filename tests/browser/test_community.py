"""Giving back what one thinks of an answer: in one click, in words, on a phone, without scripts."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cluster_portal.toolkit.mail.models import OutgoingMail
from faq.community import actions
from faq.community.models import Contribution, ContributionStatus, Follow, Vote
from tests.browser import walk
from tests.factories.faq import ContributionFactory, QuestionFactory, TranslationFactory
from tests.factories.members import AssociationFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def question():
    AssociationFactory()
    question = QuestionFactory(text__title="What does it cost?", text__slug="what-does-it-cost")
    TranslationFactory(question=question, language="ro", title="Cât costă?", slug="cat-costa")
    ContributionFactory(question=question, text="<b>Not bold</b>")
    return question


def link_in_the_mail(what):
    text = OutgoingMail.objects.latest("pk").text
    return re.search(rf"\S+/{what}/", text)[0]


@pytest.mark.parametrize("language", ["", "/ro"])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_vote_is_given_in_place_and_changed(visit, question, size, language):
    page = visit(size, dark=size == "phone")
    walk.go(page, f"{language}/f/{question.pk}/")
    buttons = page.locator("#faq-helpful button")

    buttons.nth(2).click()
    expect(page.locator("#faq-helpful [name=ticket]")).to_have_count(1)
    assert Vote.objects.get().value == "no"
    walk.check(page)
    page.locator("#faq-helpful [value=outdated]").check()
    page.locator("#faq-helpful textarea").fill("It names last year.")
    page.locator("#faq-helpful .faq-helpful__why button").click()

    expect(page.locator("#faq-helpful [name=ticket]")).to_have_count(0)
    vote = Vote.objects.get()
    assert (vote.why, vote.comment) == ("outdated", "It names last year.")
    assert page.context.cookies() == []


def test_mind_is_changed_in_place(visit, question):
    page = visit()
    page.goto(question.get_absolute_url())
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_text("Choose again").click()
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.locator("#faq-helpful [name=ticket]")).to_have_count(0)

    assert [vote.value for vote in Vote.objects.all()] == ["yes"]


def test_guest_corrects_confirms_and_is_shown_by_the_office(visit, question):
    page = visit("phone")
    page.goto(question.get_absolute_url())
    walk.press(page, "Propose a correction")
    page.get_by_label("Your words").fill("The fee is last year's; see <i>the decision</i>.")
    walk.press(page, "Send")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("Your name").fill("Gina Guest")
    page.get_by_label("Your e-mail address").fill("gina@example.org")
    walk.press(page, "Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")

    walk.go(page, link_in_the_mail("confirm"))
    walk.press(page, "Yes, I wrote this")
    expect(page.get_by_role("status")).to_contain_text("your address is confirmed")

    written = Contribution.objects.get(guest_email="gina@example.org")
    assert written.status == ContributionStatus.PENDING
    office = UserFactory(is_staff=True, is_superuser=True)
    actions.publish_contribution(contribution_id=written.pk, actor=office, reply="Thank you.")
    walk.go(page, question.get_absolute_url())
    expect(page.locator("#faq-notes")).to_contain_text("see <i>the decision</i>.")
    walk.go(page, link_in_the_mail("forget"))
    walk.press(page, "Remove it")
    expect(page.get_by_role("status")).to_contain_text("Nothing here leads to you")
    assert page.context.cookies() == []


def test_guest_asks_to_be_told_and_ends_it(visit, question):
    page = visit()
    page.goto(question.get_absolute_url())
    walk.press(page, "Tell me when it is revised")
    page.get_by_label("Your e-mail address").fill("gina@example.org")
    walk.press(page, "Tell me")
    walk.go(page, link_in_the_mail("confirm"))
    walk.press(page, "Yes, tell me")
    expect(page.get_by_role("status")).to_contain_text("We write to you once")
    assert Follow.objects.active().count() == 1

    page.goto(reverse("faq:follow_end", args=[Follow.objects.get().token]))
    walk.press(page, "Do not write to me")
    expect(page.get_by_role("status")).to_contain_text("has ended")
    assert Follow.objects.active().count() == 0
