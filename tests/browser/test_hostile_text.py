"""A real browser runs nothing of what people write, and its pages keep their width."""

import pytest

from faq.questions.models import Question
from tests.browser import walk
from tests.factories.members import ActiveMemberFactory, AssociationFactory, UserFactory, represent
from tests.faq import hostile_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ["phone", "desk"]


@pytest.fixture
def questions(site):
    AssociationFactory()
    ana = UserFactory(email="ana@example.org")
    represent(ana, ActiveMemberFactory())
    office = UserFactory(email="office@example.org", is_staff=True, is_superuser=True)
    return hostile_world.write(office=office, ana=ana)


@pytest.mark.parametrize("size", SIZES)
def test_browser_runs_nothing_of_what_people_write(visit, questions, size):
    page = visit(size)
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())
    first = Question.objects.get(pk=questions[0].pk).get_absolute_url()

    for address in (first, "/faq/", "/faq/search/?q=struck script", "/faq/brief/hostile/"):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert page.last_status == 200
        assert (page.mishaps, dialogs) == ([], []), address
        assert wide <= 0, f"{address} is {wide} px too wide"
        assert page.locator("main >> text=struck()").count() > 0
    if size == "desk":
        walk.sign_in(page, "office@example.org")
        for address in (f"/admin/faq/question/{questions[0].pk}/change/", "/admin/faq/ask/",
                        f"/admin/faq/question/{questions[0].pk}/text/en/difference/"):  # fmt: skip
            page.goto(address)
            assert (page.last_status, page.mishaps, dialogs) == (200, [], []), address
