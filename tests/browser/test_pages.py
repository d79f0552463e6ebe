"""Every page of the sample association in the dark: on a phone in English, at a desk in Romanian.
The walk of the main job sees them in the light.
"""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from faq.questions.models import Question
from governance.mandates.models import Mandate
from governance.minutes.models import Minutes, MinutesStatus
from members.fees.models import FeeNotice
from members.organisations.models import Organisation, Role, RoleHeld
from tests.browser import walk
from working_groups.groups.models import WorkingGroup
from working_groups.projects.models import Project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sample(db):
    call_command("load_sample", verbosity=0)


def public_pages() -> list[str]:
    question = Question.objects.visible_to(walk.NOBODY).first()
    return [
        "/",
        "/faq/",
        question.get_absolute_url(),
        "/faq/search/?q=cotizatie",
        "/faq/search/?q=zzzz",
        "/join/",
        "/join/start/",
        "/members/",
        Organisation.objects.active_members().first().get_absolute_url(),
        "/working-groups/",
        WorkingGroup.objects.running().first().get_absolute_url(),
        "/projects/",
        Project.objects.visible_to(walk.NOBODY).first().get_absolute_url(),
        "/board/",
        "/privacy/",
        "/accessibility/",
        "/accounts/login/",
    ]


def members_pages(organisation) -> list[str]:
    minutes = Minutes.objects.filter(status=MinutesStatus.PUBLISHED).latest("published_at")
    notice = FeeNotice.objects.filter(organisation=organisation).first()
    return [
        "/my/",
        "/my/organisation/",
        "/my/organisation/edit/",
        "/my/people/",
        "/my/people/invite/",
        "/my/fees/",
        *([f"/my/fees/{notice.pk}/"] if notice else []),
        "/board/meetings/",
        f"/board/meetings/{minutes.meeting_id}/",
        "/board/minutes/",
        "/board/minutes/?q=buget",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/email/",
    ]


def come_in(page, person) -> None:
    """With the session of somebody who has signed in already."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    address = page.evaluate("location.origin")
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}]
    )


def problems(page, addresses, prefix="") -> list[str]:
    found = []
    for address in addresses:
        try:
            walk.go(page, prefix + address)
        except AssertionError as error:
            found.append(str(error))
    return found


def test_every_page_reads_well_in_the_dark(sample, visit):
    role = RoleHeld.objects.open().filter(role=Role.ADMINISTRATOR).earliest("pk")
    found = []
    for size, prefix in (("phone", ""), ("desk", "/ro")):
        page = visit(size, dark=True)
        found += problems(page, public_pages(), prefix)
        come_in(page, role.representative.user)
        found += problems(page, members_pages(role.organisation), prefix)
        come_in(page, Mandate.objects.on().filter(user__isnull=False).earliest("pk").user)
        found += problems(page, ["/board/worth/"], prefix)
        walk.go(page, f"{prefix}/there-is-no-such-page/", status=404)

    assert not found, "\n".join(found)
