"""The main job of the portal, walked by the people who do it: she on her phone, the office at a
desk, and those who look in once on the other.

Whatever page the walk passes is looked at by `walk.check`.
"""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from faq.questions.models import Question
from members.fees.models import FeeTable
from members.organisations.models import Membership, MembershipStatus
from tests.browser import walk
from tests.factories.governance import MinutesFactory
from tests.factories.members import AssociationFactory, FeeTableFactory, UserFactory, fiscal_code
from tests.factories.working_groups import CoordinatorFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REAL_FAQ = Path(__file__).resolve().parent.parent / "data" / "cluster-faq.txt"
DIRECTOR = "director@firma-noua.example.org"
OFFICE = "office@example.org"


@pytest.fixture
def group(site):
    """A cluster at work: fees, one group with its coordinator, published minutes, an office."""
    AssociationFactory()
    FeeTableFactory(year=timezone.localdate().year)
    MinutesFactory(body="The Board admitted *two* companies, with five votes.")
    UserFactory(email=OFFICE, full_name="Olga Office", is_staff=True, is_superuser=True)
    return CoordinatorFactory(
        group__name="AI and Data",
        group__inside="## Next steps\n\n- the secret plan",
        user__full_name="Corina Coordinates",
    ).group


def test_from_the_first_question_to_the_minutes(group, visit):
    call_command("import_faq", str(REAL_FAQ), verbosity=0)
    director, office = visit("phone"), visit("desk")

    finds_an_answer(director)
    link = applies(director)
    walk.sign_in(office, OFFICE)
    membership = is_approved(office)
    follows_the_application(visit("desk"), link)
    is_paid(office, membership)
    finds_lists_and_fields_that_have_names(office)
    walk.sign_in(director, DIRECTOR)
    assert walk.reads(director, "Firma Nouă")
    joins(director, group)
    is_accepted(visit("phone"), group)
    walk.go(director, f"/working-groups/{group.slug}/inside/")
    assert walk.reads(director, "the secret plan")
    reads_the_minutes(director, visit("desk"))
    sees_a_corrected_answer(office, director)


def finds_an_answer(page):
    walk.go(page, "/")
    page.get_by_role("search").first.get_by_role("searchbox").fill("board of directors")
    page.keyboard.press("Enter")
    page.wait_for_url("**/faq/search/**")
    walk.check(page)
    walk.press(page, re.compile("What does the Board of Directors"))
    assert walk.reads(page, "elected every two years")
    walk.go(page, "/faq/")
    assert walk.reads(page, "How does the cluster work?")
    assert not walk.reads(page, "to be revised")


def applies(page) -> str:
    """Her company's application, by the link that comes by mail; she has no account."""
    walk.go(page, "/join/")
    walk.go(page, "/join/start/")
    page.get_by_label("Your e-mail address at work").fill("this is no address")
    walk.press(page, "Send me the link")
    assert walk.reads(page, "Something needs your attention")
    page.get_by_label("Company", exact=True).check()
    page.get_by_label("Your e-mail address at work").fill(DIRECTOR)
    walk.press(page, "Send me the link")
    walk.go(page, walk.link_in(walk.newest_mail(DIRECTOR)))
    walk.press(page, "Go on")
    answers(
        page,
        {
            "Fiscal or registration code": f"RO{fiscal_code(500)}",
            "Legal name": "Firma Nouă SRL",
            "Name as shown": "Firma Nouă",
        },
    )
    answers(
        page,
        {"Street and number": "Strada Exemplu 1", "City": "Cluj-Napoca", "County": "Cluj"},
    )
    answers(page, {"Your name": "Diana Directoare", "Legal signatory$": "Diana Directoare"})
    answers(page, {"Number of staff": "20", "Counted on": str(timezone.localdate())})
    answers(page, {"Why do you want": "To work.", "What do you bring": "Two engineers."})
    walk.press(page, "Go on without papers")
    assert walk.reads(page, "1,200.00")
    for promise in page.get_by_role("checkbox").all():
        promise.check()
    walk.press(page, "Send the application in")
    return walk.link_in(walk.newest_mail(DIRECTOR))


def answers(page, fields: dict[str, str]) -> None:
    for label, answer in fields.items():
        page.get_by_label(re.compile(f"^{label}", re.IGNORECASE)).fill(answer)
    walk.press(page, "Save and go on")


def follows_the_application(page, link) -> None:
    walk.go(page, link)
    assert walk.reads(page, "Firma Nouă")


def is_approved(page) -> Membership:
    walk.go(page, "/admin/")
    walk.press(page, re.compile("Firma Nouă"))
    walk.press(page, "Ready for the Board")
    walk.press(page, "Ready for the Board")
    walk.press(page, re.compile("^Approve"))
    page.get_by_label("Board's decision").fill("HCD 12/2026")
    page.get_by_label("Reason").fill("A good fit.")
    walk.press(page, re.compile("^Approve"))
    membership = Membership.objects.get(organisation__display_name="Firma Nouă")
    assert membership.status == MembershipStatus.AWAITING_PAYMENT
    return membership


def is_paid(page, membership) -> None:
    notice = membership.fee_notices.get()
    walk.go(page, "/admin/")
    walk.press(page, re.compile(re.escape(notice.number)))
    walk.press(page, re.compile("Record"))
    walk.press(page, re.compile("Record"))
    membership.refresh_from_db()
    assert membership.status == MembershipStatus.ACTIVE


def finds_lists_and_fields_that_have_names(page) -> None:
    """Days to choose from, a search in a field, a table that a phone has no room for."""
    size = page.viewport_size
    walk.go(page, "/admin/members/discount/add/")
    page.set_viewport_size({"width": 360, "height": 740})
    walk.go(page, "/admin/toolkit/outgoingmail/")
    walk.go(page, f"/admin/members/feetable/{FeeTable.objects.get().pk}/change/")
    page.set_viewport_size(size)


def joins(page, group) -> None:
    address = f"/working-groups/{group.slug}/"
    walk.go(page, f"{address}inside/", status=403)
    walk.go(page, address)
    walk.press(page, "Ask to join")
    page.get_by_label("What brings you here").fill("We do this every day.")
    walk.press(page, "Ask to join")
    assert walk.reads(page, "You have asked to join")


def is_accepted(page, group) -> None:
    """The letter's link asks the coordinator to sign in, and then leads to the request."""
    coordinator = group.seats.coordinating().get().user
    walk.go(page, walk.link_in(walk.newest_mail(coordinator.email)))
    walk.sign_in(page, coordinator.email, from_here=True)
    walk.press(page, "Accept the request")
    assert walk.reads(page, "Diana Directoare takes part")


def reads_the_minutes(page, visitor) -> None:
    walk.go(page, "/board/")
    walk.go(page, "/board/minutes/")
    walk.press(page, re.compile("Board of Directors"))
    assert walk.reads(page, "with five votes")
    walk.go(visitor, "/board/minutes/")
    assert "/accounts/login/" in visitor.url


def sees_a_corrected_answer(office, reader) -> None:
    question = Question.objects.get(translations__title="How does the cluster work?")
    walk.go(reader, question.get_absolute_url())
    assert not walk.reads(reader, "By working groups.")
    walk.go(office, "/admin/faq/question/?q=cluster+work")
    walk.press(office, "How does the cluster work?")
    english = office.locator("#text-en")
    english.locator("[name=en-short_answer]").fill("By working groups.")
    english.locator("[name=en-comment]").fill("Shorter.")
    walk.press(english, "Publish")
    walk.go(reader, question.get_absolute_url())
    assert walk.reads(reader, "By working groups.")
