"""The main job, from the FAQ to the minutes, as a person does it without JavaScript."""

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command

from cluster_portal.toolkit.mail.models import OutgoingMail
from faq.questions.models import Question
from members.organisations.models import Membership, MembershipStatus, Role
from tests.factories.governance import MinutesFactory
from tests.factories.members import (
    ActiveMemberFactory,
    FeeTableFactory,
    UserFactory,
    fiscal_code,
    represent,
)
from tests.factories.working_groups import SeatFactory, WorkingGroupFactory
from tests.flows.walker import Walker
from working_groups.groups.models import SeatRole

REAL_FAQ = Path(__file__).resolve().parent.parent / "data" / "cluster-faq.txt"
DIRECTOR = "director@firma-noua.example.org"


def letter_to(address: str, words: str = "") -> OutgoingMail:
    """The newest mail to somebody, as the office reads it in the admin."""
    return OutgoingMail.objects.filter(to_address=address, text__contains=words).first()


def link_in(mail: OutgoingMail, beginning: str) -> str:
    return re.search(rf"http://127\.0\.0\.1:8000({beginning}\S*)", mail.text)[1]


def sign_in(walker: Walker, address: str) -> None:
    walker.open("/accounts/login/").fill(email=address)
    code = re.search(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b", letter_to(address).text)[0]
    walker.fill(code=code)


@pytest.fixture
def cluster(association):
    FeeTableFactory(year=2026)
    coordinator = UserFactory(email="corina@example.org", full_name="Corina Coordinates")
    other = ActiveMemberFactory(display_name="Other Ltd")
    represent(coordinator, other, Role.REPRESENTATIVE)
    group = WorkingGroupFactory(name="AI and Data", inside="The secret plan.")
    SeatFactory(group=group, user=coordinator, organisation=other, role=SeatRole.COORDINATOR)
    MinutesFactory(body="Firma Nouă was admitted with five votes.")
    return group


@pytest.fixture
def admin(office) -> Walker:
    office.set_password("a long password")
    office.save()
    EmailAddress.objects.create(user=office, email=office.email, primary=True, verified=True)
    walker = Walker().open("/accounts/login/")
    walker.fill(login=office.email, password="a long password")
    return walker


@pytest.mark.django_db
def test_from_the_first_question_to_the_minutes(cluster, admin):
    # 1. The FAQ as it stands in the wiki is imported; what has no answer waits for the editors.
    call_command("import_faq", str(REAL_FAQ))
    assert Question.objects.count() == 14
    director = Walker().open("/faq/")
    assert director.reads("How does the cluster work?")
    assert not director.reads("to be revised")
    assert not director.reads("What are some possible indirect benefits for members?")
    admin.open("/admin/")
    assert admin.reads("What are some of the direct benefits of members?")
    director.open("/faq/search/?q=board of directors")
    director.follow("What does the Board of Directors")
    assert director.reads("elected every two years")

    # 2. She applies for her company, without an account, by the link that came by mail.
    director.open("/join/start/").fill(category="company", email=DIRECTOR)
    director.open(link_in(letter_to(DIRECTOR), "/join/"))
    director.follow("Go on")
    director.fill(
        country="RO", identifier=f"RO{fiscal_code(500)}", legal_name="Firma Nouă SRL",
        display_name="Firma Nouă",
    )  # fmt: skip
    director.fill(street="Strada Exemplu 1", city="Cluj-Napoca", county="Cluj")
    director.fill(contact_name="Diana Directoare", signatory_name="Diana Directoare")
    director.fill(staff_count="20", staff_counted_on="2026-01-31")
    director.fill(motivation="To work with others.", contribution="Two engineers.")
    director.open(director.at.replace("/papers/", "/review/"))
    assert director.reads("1,200.00")
    director.fill(accepts_statute="on", accepts_privacy="on")
    own_link = link_in(letter_to(DIRECTOR), "/join/")
    assert Walker().open(own_link).reads("Firma Nouă")

    # 3. The office records the Board's decision.
    admin.open("/admin/").follow("Firma Nouă")
    admin.follow("Ready for the Board")
    admin.fill(having="Back without doing anything")
    admin.follow("Approve")
    admin.fill(decision_reference="HCD 12/2026", reason="A good fit.")
    membership = Membership.objects.get(organisation__display_name="Firma Nouă")
    assert membership.status == MembershipStatus.AWAITING_PAYMENT
    assert membership.fee_notices.get().amount == 1200
    assert letter_to(DIRECTOR, "RO40") is not None

    # 4. The payment comes in, the membership is active, she signs in with a code.
    admin.open("/admin/").follow(membership.fee_notices.get().number)
    admin.follow("Record")
    admin.fill(amount="1200.00")
    membership.refresh_from_db()
    assert membership.status == MembershipStatus.ACTIVE
    sign_in(director, DIRECTOR)
    assert director.at == "/my/"
    assert director.reads("Firma Nouă")

    # 5. She asks to join a group; its coordinator accepts; the inside page opens.
    inside = f"/working-groups/{cluster.slug}/inside/"
    assert director.open(inside).status == 403
    director.open(f"/working-groups/{cluster.slug}/join/").fill(message="We do this every day.")
    corina = Walker()
    sign_in(corina, "corina@example.org")
    corina.open(inside).follow("Diana Directoare")
    corina.fill(answer="accept")
    assert director.open(inside).reads("The secret plan.")

    # 6. She reads the minutes, which a visitor cannot.
    director.open("/board/minutes/").follow("Board of Directors")
    assert director.reads("five votes")
    visitor = Walker().open("/board/minutes/")
    assert "/accounts/login/" in visitor.at

    # 7. The office corrects an answer; the public page shows it at the next request.
    question = Question.objects.get(translations__title="How does the cluster work?")
    assert not visitor.open(question.get_absolute_url()).reads("It works by working groups.")
    admin.open(f"/admin/faq/question/{question.pk}/change/")
    answer = {"en-short_answer": "It works by working groups.", "en-comment": "Shorter."}
    admin.fill(publish="1", **answer)
    assert visitor.open(question.get_absolute_url()).reads("It works by working groups.")
