"""An application from the first click to the first steps, on a phone: begun, put aside, resumed on
another device, one page filled in by a colleague, sent in, looked through, decided.
"""

import re

import pytest
from django.utils import timezone

from members.organisations.models import Category
from members.registration.models import ApplicationQuestion, CheckPoint, PaperKind, PaperNeed
from tests.browser import walk
from tests.factories.members import (
    AssociationFactory,
    FeeTableFactory,
    LegalTextFactory,
    ObjectiveFactory,
    UserFactory,
    fiscal_code,
)
from tests.factories.working_groups import WorkingGroupFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DANA, EVA, SVEN = "dana@new.example", "eva@new.example", "sven@new.example"
OFFICE = "office@example.org"
EXTRACT = {"name": "extract.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 an extract"}


@pytest.fixture
def cluster(site):
    AssociationFactory()
    FeeTableFactory(year=timezone.localdate().year)
    for kind in ("statute", "privacy", "agreement"):
        LegalTextFactory(kind=kind)
    ObjectiveFactory(name="Digital health")
    WorkingGroupFactory(name="AI and Data")
    ApplicationQuestion.objects.create(text="What do you sell?", categories=[Category.COMPANY])
    PaperKind.objects.create(name="Register extract", need=PaperNeed.TO_SEND)
    CheckPoint.objects.create(text="Looked at the register")
    UserFactory(email=OFFICE, full_name="Olga Office", is_staff=True, is_superuser=True)


def test_apply_with_save_and_resume_and_a_colleagues_help(cluster, visit):
    phone, desk, office = visit("phone"), visit("desk"), visit("desk")

    link = begins_and_puts_it_aside(phone)
    resumes_on_another_device(desk, link)
    colleague_fills_one_page(visit("phone"))
    sends_it_in(desk, link)
    office_looks_and_hands_it_on(office)
    walk.go(phone, link)
    assert walk.reads(phone, "It is the Board's turn")
    walk.press(office, re.compile("^Approve"))
    office.get_by_label("Board's decision").fill("HCD 12/2026")
    office.get_by_label("Reason").fill("A good fit.")
    walk.press(office, re.compile("^Approve"))
    walk.go(phone, link)
    assert walk.reads(phone, "Your first steps")
    signs_the_agreement(visit("phone"))
    walk.sign_in(desk, DANA)
    walk.press(desk, re.compile("Open the first steps"))
    assert walk.reads(desk, "Sven Signs")


def begins_and_puts_it_aside(page) -> str:
    walk.go(page, "/join/start/")
    page.get_by_label("Company", exact=True).check()
    page.get_by_label("Your e-mail address at work").fill(DANA)
    walk.press(page, "Send me the link")
    link = walk.link_in(walk.newest_mail(DANA))
    walk.go(page, link)
    walk.press(page, "Go on")
    page.get_by_label("Fiscal or registration code").fill(fiscal_code(600))
    walk.press(page, "Save and come back later")
    assert walk.reads(page, "still to be answered")
    return link


def resumes_on_another_device(page, link) -> None:
    walk.go(page, link)
    walk.press(page, "Go on")
    assert page.get_by_label("Fiscal or registration code").input_value() == fiscal_code(600)
    page.get_by_label("Legal name").fill("New Company SRL")
    walk.press(page, "Save and go on")
    page.get_by_label("Street and number").fill("Strada Nouă 1")
    page.get_by_label("City").fill("Cluj-Napoca")
    page.get_by_label("County").fill("Cluj")
    walk.press(page, "Save and go on")
    page.get_by_label("Your name").fill("Dana Director")
    page.get_by_label("Legal signatory").first.fill("Sven Signs")
    page.get_by_label(re.compile("signatory's e-mail", re.IGNORECASE)).fill(SVEN)
    walk.press(page, "Save and go on")
    page.get_by_label("Number of staff").fill("20")
    page.get_by_label("Counted on").fill(str(timezone.localdate()))
    walk.press(page, "Save and go on")
    walk.go(page, link)
    walk.press(page, "Hand a page to a colleague")
    page.get_by_label("Which page").select_option("motivation")
    page.get_by_label("Your colleague's name").fill("Eva Expert")
    page.get_by_label("Your colleague's e-mail address").fill(EVA)
    walk.press(page, "Send the link")
    assert walk.reads(page, "nothing filled in yet")


def colleague_fills_one_page(page) -> None:
    walk.go(page, walk.link_in(walk.newest_mail(EVA)))
    page.get_by_label("Why do you want to join?").fill("To find partners.")
    page.get_by_label("What do you bring?").fill("Two engineers.")
    page.get_by_label("Digital health").check()
    page.get_by_label("AI and Data").check()
    walk.press(page, "Save")
    assert walk.reads(page, "Dana Director sees what you wrote")


def sends_it_in(page, link) -> None:
    walk.go(page, link)
    assert walk.reads(page, "filled in by Eva Expert")
    walk.press(page, "Questions")
    page.get_by_label("What do you sell?").fill("Data.")
    walk.press(page, "Save and go on")
    page.locator("input[type=file]").first.set_input_files(EXTRACT)
    walk.press(page, re.compile("Add this paper"))
    walk.press(page, "Go on")
    assert walk.reads(page, "1,200.00")
    for promise in page.get_by_role("checkbox").all():
        promise.check()
    walk.press(page, "Send the application in")
    assert walk.reads(page, "The statute wants a decision by")


def office_looks_and_hands_it_on(page) -> None:
    walk.sign_in(page, OFFICE)
    walk.go(page, "/admin/")
    walk.press(page, re.compile("New Company"))
    walk.press(page, re.compile("^Checklist$"))
    page.get_by_label("Looked at the register").check()
    walk.press(page, re.compile("^Checklist$"))
    walk.press(page, "Ready for the Board")
    walk.press(page, "Ready for the Board")
    walk.press(page, re.compile("as fixed on"))
    assert walk.reads(page, "To find partners.")
    page.go_back()


def signs_the_agreement(page) -> None:
    mail = next(
        mail
        for mail in type(walk.newest_mail(SVEN)).objects.filter(to_address=SVEN).order_by("-pk")
        if mail.template.endswith("agreement")
    )
    walk.go(page, walk.link_in(mail))
    page.get_by_label("Your position").fill("Director")
    page.get_by_label(re.compile("I may sign for New Company SRL")).check()
    walk.press(page, "Accept the agreement")
    assert walk.reads(page, "Sven Signs accepted it on")
