"""The sample association is loaded once for this file, and what it made is looked at."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cluster_portal import localstate
from cluster_portal.sample import files, loader
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import MailStatus, OutgoingMail
from faq.questions.models import Question, Translation
from governance.mandates.models import Mandate
from governance.meetings.models import Attendance, Meeting
from governance.minutes.models import Minutes, MinutesStatus
from members.accounts.models import User
from members.fees.documents import sheet_of
from members.fees.models import FeeNotice
from members.fees.paper import euro_code
from members.ledger.models import Payment
from members.legal_texts.models import LegalText
from members.onboarding import steps as first_steps
from members.onboarding.models import Onboarding
from members.organisations.models import (
    Membership,
    MembershipStatus,
    Objective,
    Organisation,
    Representative,
)
from members.registration.models import (
    Application,
    ApplicationQuestion,
    BoardSnapshot,
    CheckPoint,
    PaperKind,
)
from members.services.models import RequestStatus, ServiceRequest
from working_groups.groups.models import Seat, WorkingGroup
from working_groups.projects.models import Project

pytestmark = pytest.mark.django_db

PASSWORD = "a-password-for-this-test-1"


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup, django_db_blocker):
    """One transaction around the tests of this file; each takes back what it changes itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        loader.load(PASSWORD)
        yield
        transaction.set_rollback(True)


def person(key):
    row = next(row for row in files.rows("people") if row["key"] == key)
    return User.objects.get(email=row["email"])


def test_a_second_loading_refuses_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(localstate, "folder", lambda: tmp_path)
    before = Organisation.objects.count()
    with pytest.raises(CommandError, match="has members already"):
        call_command("load_sample", verbosity=0)
    assert Organisation.objects.count() == before
    assert not list(tmp_path.iterdir())


def test_every_organisation_of_the_files_is_there_and_marked_as_invented():
    assert set(Organisation.objects.values_list("identifier", flat=True)) == {
        row["identifier"] for row in files.rows("organisations")
    }
    assert not Organisation.objects.filter(is_example=False).exists()


def test_members_are_in_every_state():
    assert set(Membership.objects.values_list("status", flat=True)) == set(MembershipStatus.values)
    suspended = Membership.objects.get(status=MembershipStatus.SUSPENDED)
    assert suspended.organisation.display_name == "Vorinax"


def test_whoever_joined_with_the_portal_became_a_member_on_the_day_of_the_payment():
    for row in files.rows("organisations"):
        if "started_on" in row and row["started_on"].year >= 2025:
            membership = Membership.objects.get(organisation__identifier=row["identifier"])
            assert membership.started_on == row["started_on"]
            first = membership.fee_notices.order_by("issued_on").first()
            assert first.receivable.allocations.get().payment.received_on == row["started_on"]


def test_fee_notices_are_numbered_in_the_order_of_their_days():
    for year in (2025, 2026):
        notices = list(FeeNotice.objects.filter(year=year).order_by("sequence"))
        assert [notice.sequence for notice in notices] == list(range(1, len(notices) + 1))
        days = [notice.issued_on for notice in notices]
        assert days == sorted(days)


def test_fees_are_paid_partly_paid_and_overdue():
    balances = FeeNotice.objects.with_balance()
    assert balances.filter(balance=0).count() > 50
    half_paid = balances.get(organisation__display_name="Cetinora", fee_year=2026)
    assert half_paid.balance == half_paid.amount / 2
    overdue = balances.filter(balance__gt=0, due_on__lt=timezone.localdate())
    assert {notice.organisation.display_name for notice in overdue} >= {"Vorinax", "Seara de Cod"}


def test_money_and_history_carry_the_day_on_which_it_happened():
    payment = Payment.objects.order_by("received_on").first()
    assert timezone.localdate(payment.recorded_at) == payment.received_on
    assert HistoryEvent.objects.order_by("at").first().at.year == 2012


def test_nothing_it_wrote_will_be_sent():
    mails = OutgoingMail.objects.all()
    assert mails.exists()
    assert set(mails.values_list("status", flat=True)) == {MailStatus.KEPT}
    assert all(mail.to_address.endswith(".example.org") for mail in mails.exclude(
        to_address="contact@clujit.ro"
    ))  # fmt: skip


def test_every_active_member_has_an_administrator_and_a_primary_contact():
    for organisation in Organisation.objects.active_members():
        ties = Representative.objects.open().filter(organisation=organisation)
        for role in ("administrator", "primary_contact", "billing"):
            assert ties.with_role(role).exists(), (organisation, role)


def test_one_person_speaks_for_two_members():
    assert (
        Representative.objects.of_active_members().filter(user=person("lorand-fekete")).count() == 2
    )


def test_the_board_of_today_has_nine_directors_and_an_executive_director():
    today = Mandate.objects.on()
    assert today.of_directors().count() == 9
    assert today.get(office="executive_director").person_name == "Raluca Bene"
    assert today.get(office="president").person_name == "Horea Vlaicu"


def test_minutes_are_published_but_for_the_last_two():
    assert [minutes.status for minutes in Minutes.objects.order_by("-meeting__starts_at")[:3]] == [
        MinutesStatus.DRAFT,
        MinutesStatus.APPROVED,
        MinutesStatus.PUBLISHED,
    ]
    rest = Minutes.objects.order_by("-meeting__starts_at")[2:]
    assert {minutes.status for minutes in rest} == {MinutesStatus.PUBLISHED}
    for minutes in Minutes.objects.published():
        assert minutes.meeting.ends_at < minutes.approved_at < minutes.published_at
        assert minutes.body_en
        assert minutes.body_ro


def test_attendance_names_the_whole_board_of_that_day():
    for meeting in Meeting.objects.filter(body="board", status="held"):
        named = Attendance.objects.filter(meeting=meeting).of_board().count()
        assert named == Mandate.objects.on(meeting.day).count()


def test_groups_wait_for_an_answer_to_three_requests():
    assert Seat.objects.requested().count() == 3
    assert WorkingGroup.objects.count() == len(files.rows("groups"))


def test_projects_of_which_little_is_known_are_not_shown_to_visitors():
    assert Project.objects.get(slug="cluj-innovation-city").status == "preparing"


@pytest.mark.parametrize("role", [row["key"] for row in files.rows("people") if "login" in row])
def test_a_role_signs_in_with_the_password_that_was_printed(role):
    assert Client().login(email=person(role).email, password=PASSWORD)


def test_the_office_has_the_rights_its_log_ins_promise():
    editor, officer = person("mihai-crisan"), person("delia-suciu")
    assert editor.has_perm("faq.publish_question")
    assert not editor.has_perm("members.add_payment")
    assert officer.has_perm("members.decide_application")
    assert officer.has_perm("members.add_payment")
    assert not officer.has_perm("faq.publish_question")


def test_only_role_log_ins_have_a_password():
    with_password = {user.email for user in User.objects.all() if user.has_usable_password()}
    assert with_password == {row["email"] for row in files.rows("people") if "login" in row}


def test_answers_are_published_in_both_languages_and_gaps_are_left_to_the_editors():
    published = Question.objects.published()
    assert published.count() >= 30
    for question in published.prefetch_related("translations"):
        assert {text.language for text in question.translations.all() if text.is_written} == {
            "en",
            "ro",
        }
    assert Question.objects.needing_an_answer().count() >= 3
    assert Question.objects.to_be_revised().count() >= 2
    assert published.filter(visibility="members").count() >= 2


def test_links_between_answers_lead_somewhere():
    for text in Translation.objects.written():
        assert "faq:" not in text.body_html, text


def test_applications_are_in_the_states_an_office_meets():
    waiting = Application.objects.waiting()
    assert {application.display_name: application.status for application in waiting} == {
        "Brindelis": "screening",
        "Tollmere Robotics": "submitted",
        "Centrul Vadu Alb": "info_requested",
        "Amarelis": "ready",
    }
    assert BoardSnapshot.objects.filter(application__status="ready").count() == 1
    assert Application.objects.get(status="draft").display_name == "Plopina"
    assert Application.objects.get(status="withdrawn").display_name == "Cornalin"
    refused = Application.objects.get(status="rejected")
    assert refused.decision_reference == "HCD 22/2026"
    assert refused.decision_reason
    approved = Application.objects.filter(status="approved")
    assert all(application.organisation.is_example for application in approved)
    assert approved.count() == 8


def test_whoever_was_admitted_last_owes_the_first_payment():
    waiting = Membership.objects.get(status=MembershipStatus.AWAITING_PAYMENT)
    assert waiting.organisation.display_name == "Ghindava"
    assert FeeNotice.objects.open().filter(membership=waiting).count() == 1
    open_steps = Onboarding.objects.open().with_facts()
    (last,) = open_steps.filter(membership=waiting)
    assert [step.slug for step in first_steps.of(last) if not step.is_done] == ["agreement", "fee"]


def test_delivery_can_still_be_objected_to_on_whichever_day_the_portal_starts():
    delivered = ServiceRequest.objects.get(status=RequestStatus.DELIVERED)
    assert delivered.due_on >= timezone.localdate() + dt.timedelta(days=5)


def test_open_notice_is_payable_in_euro_by_its_symbol():
    notice = FeeNotice.objects.open().get(organisation__display_name="Seara de Cod", fee_year=2026)
    picture, amount = euro_code(sheet_of(notice))
    assert picture.startswith("<svg")
    assert amount == (notice.amount / Decimal("5.0906")).quantize(Decimal("0.01"))


def test_texts_and_questions_say_that_they_are_examples():
    for model in (LegalText, Objective, ApplicationQuestion, PaperKind, CheckPoint):
        assert model.objects.exists()
        assert not model.objects.filter(is_example=False).exists()


PUBLIC_PAGES = {
    "": "Cluj IT Cluster",
    "faq/": "Cluj IT Cluster",
    "join/": "7,200",
    "members/": "Cetinora",
    "members/cetinora/": "Bogdan Rusu",
    "working-groups/": "Loránd Fekete",
    "working-groups/talent-and-skills/": "Tineri Făuritori",
    "projects/": "GALATEA",
    "projects/nis2-readiness-kit/": "Quarnel",
    "board/": "Horea Vlaicu",
}


@pytest.mark.parametrize("prefix", ["/", "/ro/"])
@pytest.mark.parametrize("page", PUBLIC_PAGES)
def test_a_public_page_has_something_to_show(client, prefix, page):
    html = client.get(prefix + page).content.decode()
    wanted = PUBLIC_PAGES[page]
    assert wanted in html or wanted.replace(",", ".") in html


def test_every_link_in_an_answer_opens_for_a_member():
    reader = Client()
    reader.force_login(person("ana-moldovan"))
    targets = {
        target
        for text in Translation.objects.written()
        for target in re.findall(r'href="(/[^"]*)"', text.body_html)
    }
    assert len(targets) > 20
    for target in sorted(targets):
        assert reader.get(target, follow=True).status_code == 200, target


def test_a_member_reads_published_minutes_and_a_stranger_none():
    member, stranger = Client(), Client()
    member.force_login(person("ana-moldovan"))
    stranger.force_login(person("carmen-ilies"))
    meeting = Minutes.objects.published().latest("meeting__starts_at").meeting
    assert b"HCD 22/2026" in member.get(meeting.get_absolute_url()).content
    assert stranger.get(meeting.get_absolute_url()).status_code in {403, 404}
