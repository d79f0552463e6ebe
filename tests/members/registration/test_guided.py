"""What an application asks by kind of organisation, who fills it in, and what the Board sees."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.accounts.models import User
from members.fees.models import FeeTableStatus
from members.legal_texts.errors import TextReplacedError
from members.legal_texts.models import TextKind
from members.onboarding.models import Onboarding
from members.organisations.models import Category, Invitation, Organisation, Role, StatuteRules
from members.registration import actions, interests, periodic
from members.registration.errors import (
    DecisionError,
    IncompleteError,
    NotOpenError,
    NotReadyError,
    SharingError,
)
from members.registration.models import (
    AnswerKind,
    Application,
    ApplicationQuestion,
    BoardSnapshot,
    CheckPoint,
    PaperKind,
    PaperNeed,
    SectionLink,
)
from members.registration.steps import Asked
from tests.factories.members import (
    FeeTableFactory,
    LegalTextFactory,
    ObjectiveFactory,
    UserFactory,
    fiscal_code,
)
from tests.factories.working_groups import WorkingGroupFactory
from tests.members.racing import at_once
from tests.members.registration.conftest import (
    approve,
    ask,
    filled_in,
    paper,
    ready,
    reject,
    submit,
)

TODAY = timezone.localdate


def question(**changes) -> ApplicationQuestion:
    values = {"text": "How many students?", "answer_kind": AnswerKind.NUMBER, **changes}
    return ApplicationQuestion.objects.create(**values)


def paper_kind(**changes) -> PaperKind:
    values = {"name": "Register extract", "need": PaperNeed.TO_SEND, **changes}
    return PaperKind.objects.create(**values)


def point(**changes) -> CheckPoint:
    return CheckPoint.objects.create(**{"text": "Looked at the register", **changes})


def step(application: Application, slug: str) -> str:
    return reverse("members:application_step", args=[application.token, slug])


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def share(application: Application, slug: str = "motivation", **changes) -> SectionLink:
    values = {"full_name": "Eva Expert", "email": "eva@new.example", **changes}
    return actions.share_section(application_id=application.pk, step=slug, **values)


# Questions and papers of a kind


def test_each_kind_of_organisation_has_its_own_questions_and_papers(client, draft):
    question(categories=[Category.UNIVERSITY])
    everybody = question(text="Who told you about us?", answer_kind=AnswerKind.LINE)
    question(text="Not asked any more", is_asked=False)
    paper_kind(categories=[Category.UNIVERSITY], name="Senate's decision")

    asked = Asked(draft, None)
    assert (asked.questions, asked.paper_kinds) == ([everybody], [])
    page = text_of(client.get(step(draft, "questions")))
    assert "Who told you about us?" in page
    assert "How many students?" not in page
    client.post(step(draft, "category"), {"category": Category.UNIVERSITY})
    draft.refresh_from_db()
    assert len(Asked(draft, None).questions) == 2
    assert "Senate&#x27;s decision" in text_of(client.get(step(draft, "papers")))


def test_page_of_questions_is_left_out_where_none_is_asked(client, draft):
    assert client.get(step(draft, "questions")).url == step(draft, "papers")
    done = client.post(step(draft, "motivation"), {"motivation": "x", "contribution": "y"})
    assert done.url == step(draft, "papers")


def test_answers_are_kept_changed_and_taken_away(client, draft):
    number = question(is_required=True)
    yes_no = question(text="Do you teach?", answer_kind=AnswerKind.YES_NO)
    address = step(draft, "questions")

    wrong = text_of(client.post(address, {f"q{number.pk}": "many", f"q{yes_no.pk}": "yes"}))
    assert "whole number" in wrong
    assert [one.text for one in draft.answers.all()] == ["yes"]
    assert client.post(address, {f"q{number.pk}": "120"}).url == step(draft, "papers")

    assert {one.question: one.text for one in draft.answers.all()} == {number: "120"}
    assert "120" in text_of(client.get(step(draft, "review")))


def test_required_question_and_paper_keep_it_from_being_sent(draft):
    needed = question(is_required=True)
    extract = paper_kind()
    with pytest.raises(IncompleteError) as error:
        submit(draft)
    assert error.value.steps == ["questions", "papers"]

    actions.save_step(
        application_id=draft.pk, step="questions", values={"answers": {needed.pk: "9"}},
        is_done=True,
    )  # fmt: skip
    actions.add_paper(application_id=draft.pk, file=paper(), kind_id=extract.pk)

    sent = submit(draft)
    assert sent.snapshot["questions"] == [{"question": "How many students?", "answer": "9"}]


def test_paper_the_board_needs_may_come_after_the_application(client, draft, office):
    mandate = paper_kind(name="Mandate", need=PaperNeed.FOR_BOARD)
    sent = submit(draft)
    page = text_of(client.get(sent.get_absolute_url()))
    assert "Papers still missing" in page
    with pytest.raises(NotReadyError, match="Mandate"):
        actions.mark_ready(application_id=sent.pk, actor=office)
    sent.refresh_from_db()
    assert sent.status == "submitted"

    address = reverse("members:application_paper", args=[sent.token, mandate.pk])
    wrong = text_of(client.post(address, {"file": paper("x.pdf", b"GIF")}))
    assert "its content is something else" in wrong
    assert client.post(address, {"file": paper()}).url == sent.get_absolute_url()

    assert sent.documents.get().kind == mandate
    assert "Papers still missing" not in text_of(client.get(sent.get_absolute_url()))
    actions.mark_ready(application_id=sent.pk, actor=office)
    with pytest.raises(NotOpenError):
        actions.add_paper(application_id=sent.pk, file=paper(content=b"%PDF-other"))


# People, size, objectives


def people_form(*people: dict, before: int = 0, **changes) -> dict:
    data = {
        "contact_name": "Dana", "signatory_name": "Sven Signs",
        "signatory_email": "sven@new.example",
        "people-TOTAL_FORMS": len(people), "people-INITIAL_FORMS": before,
        "people-MIN_NUM_FORMS": 0, "people-MAX_NUM_FORMS": 20, **changes,
    }  # fmt: skip
    for number, person in enumerate(people):
        data |= {f"people-{number}-{name}": value for name, value in person.items()}
    return data


EVA = {"full_name": "Eva Expert", "email": "Eva@new.example", "roles": ["billing"]}


def test_several_people_are_named_in_rows_without_javascript(client, draft):
    address = step(draft, "people")
    again = client.post(address, people_form(EVA, more="yes"))
    assert again.url == f"{address}#people"
    assert "Eva Expert" in text_of(client.get(address))

    wrong = text_of(client.post(address, people_form(EVA, {"full_name": "No address"}, before=1)))
    assert "Something about the other people is missing" in wrong
    assert 'value="No address"' in wrong
    ion = {"full_name": "Ion", "email": "ion@new.example", "roles": ["representative"]}
    done = client.post(address, people_form(EVA, ion, before=1))
    assert done.url == step(draft, "size")
    assert [one.email for one in draft.people.all()] == ["eva@new.example", "ion@new.example"]

    client.post(address, people_form(EVA | {"DELETE": "on"}, ion, before=2))
    assert [one.full_name for one in draft.people.all()] == ["Ion"]


def test_size_is_declared_with_its_day_its_words_and_its_evidence(client, draft):
    data = {
        "staff_count": "80", "staff_counted_on": "2026-01-01", "turnover": "1200000.50",
        "turnover_currency": "RON", "turnover_ended_on": "2025-12-31", "evidence": paper("b.pdf"),
    }  # fmt: skip
    assert "Employees on 31 December." in text_of(client.get(step(draft, "size")))
    assert client.post(step(draft, "size"), data).status_code == 302

    draft.refresh_from_db()
    assert draft.size_definition == "Employees on 31 December."  # as the fee table counts
    assert str(draft.turnover) == "1200000.50"
    assert draft.documents.get().is_size_evidence
    missing_day = data | {"turnover_ended_on": "", "evidence": ""}
    assert "Please say on which day" in text_of(client.post(step(draft, "size"), missing_day))
    bad = data | {"evidence": paper("c.pdf", b"GIF")}
    assert "its content is something else" in text_of(client.post(step(draft, "size"), bad))
    assert draft.documents.count() == 1


def test_size_is_counted_in_words_of_ours_where_the_fee_table_has_none(client, association):
    draft = filled_in()
    page = text_of(client.get(step(draft, "size")))
    assert "Everybody employed by the company that applies" in page
    table = FeeTableFactory(year=TODAY().year, published=False)
    table.measures.update(definition_en="People & <owners>")
    table.status = FeeTableStatus.PUBLISHED
    table.save()
    assert "People &amp; &lt;owners&gt;" in text_of(client.get(step(draft, "size")))
    client.post(step(draft, "size"), {"staff_count": "2", "staff_counted_on": TODAY()})
    draft.refresh_from_db()
    assert draft.size_definition == "People & <owners>"


def test_contact_is_not_one_of_the_others_and_nobody_is_named_twice(client, draft):
    herself = people_form(EVA | {"email": draft.contact_email.upper()})
    assert "This is your own address" in text_of(client.post(step(draft, "people"), herself))
    assert draft.people.count() == 0
    twice = people_form(EVA, EVA | {"full_name": "Eve", "email": EVA["email"].upper()})
    assert "stands in the list already" in text_of(client.post(step(draft, "people"), twice))
    assert [one.full_name for one in draft.people.all()] == [EVA["full_name"]]


def test_objectives_and_groups_are_chosen_from_what_is_offered(client, draft, settings):
    health, gone = ObjectiveFactory(name="Health"), ObjectiveFactory(is_offered=False)
    group = WorkingGroupFactory(name="AI and Data")
    page = text_of(client.get(step(draft, "motivation")))
    assert "AI and Data" in page
    assert gone.name not in page

    data = {"motivation": "x", "contribution": "y", "objectives": [health.pk],
            "groups": [group.slug]}  # fmt: skip
    assert client.post(step(draft, "motivation"), data).status_code == 302

    draft.refresh_from_db()
    assert (list(draft.objectives.all()), draft.groups) == ([health], [group.slug])
    review = text_of(client.get(step(draft, "review")))
    assert "Health" in review
    assert "AI and Data" in review
    settings.JOINING_GROUPS = ""
    assert interests.groups_offered() == []
    assert interests.names_of([group.slug]) == [group.slug]


# A colleague's own link


def test_colleague_fills_one_page_by_a_link_of_its_own(client, draft):
    link = share(draft)
    mail = OutgoingMail.objects.get(to_address="eva@new.example")
    assert (mail.is_secret, link.get_absolute_url() in mail.text) == (True, True)
    assert draft.token not in mail.text + mail.html

    page = text_of(client.get(link.get_absolute_url()))
    assert draft.token not in page
    assert draft.street not in page
    saved = client.post(
        link.get_absolute_url(), {"motivation": "By Eva", "contribution": "Hers"}, follow=True
    )

    assert "sees what you wrote" in text_of(saved)
    assert draft.token not in text_of(saved)
    draft.refresh_from_db()
    assert draft.motivation == "By Eva"
    own = text_of(client.get(draft.get_absolute_url()))
    assert "filled in by Eva Expert" in own
    assert OutgoingMail.objects.filter(template__endswith="section_filled").count() == 1


@pytest.mark.parametrize("slug", ["organisation", "people", "size", "papers"])
def test_no_shared_page_gives_the_whole_application_away(client, draft, slug):
    actions.add_paper(application_id=draft.pk, file=paper(content=b"%PDF-1"))
    link = share(draft, slug)

    assert draft.token not in text_of(client.get(link.get_absolute_url()))


def test_colleague_adds_a_paper_but_takes_none_away(client, draft):
    link = share(draft, "papers")

    client.post(link.get_absolute_url(), {"file": paper(), "add": "yes"})

    assert draft.documents.get().name == "extract.pdf"
    removal = reverse("members:application_paper_remove", args=[link.token, 1])
    assert client.post(removal).status_code == 404


@pytest.mark.parametrize("how", ["revoked", "expired", "sent"])
def test_a_link_that_is_over_opens_nothing(client, draft, how):
    link = share(draft)
    if how == "revoked":
        address = reverse("members:application_share_end", args=[draft.token, link.pk])
        client.post(address)
        client.post(address)
    elif how == "expired":
        SectionLink.objects.update(
            created_at=timezone.now() - dt.timedelta(days=15),
            expires_at=timezone.now() - dt.timedelta(days=1),
        )
    else:
        submit(draft)

    for send in (client.get, client.post):
        response = send(link.get_absolute_url(), {"motivation": "late"})
        assert response.status_code == 410
        assert draft.legal_name not in response.content.decode()
    draft.refresh_from_db()
    assert draft.motivation == "We want to find partners."


def test_link_that_closes_while_a_page_is_sent_saves_nothing(draft):
    link = share(draft)
    actions.revoke_section(application_id=draft.pk, link_id=link.pk)

    with pytest.raises(NotOpenError):
        actions.save_step(
            application_id=draft.pk, step="motivation", values={"motivation": "late"},
            is_done=True, colleague=link,
        )  # fmt: skip


@pytest.mark.parametrize("token", ["1", "1.x", "é", "x" * 300])
def test_forged_section_link_is_404(client, draft, token):
    share(draft)
    address = reverse("members:section", args=[token])
    assert client.get(address).status_code == client.post(address).status_code == 404


def test_pages_are_shared_once_an_address_and_ten_at_most(client, draft):
    address = reverse("members:application_share", args=[draft.token])
    data = {"step": "size", "full_name": "Eva", "email": "eva@new.example"}
    assert client.post(address, data).url == draft.get_absolute_url()
    assert "has a link to this page already" in text_of(client.post(address, data))
    assert client.post(address, data | {"step": "review"}).context["form"].errors
    for number in range(9):
        share(draft, email=f"p{number}@new.example")
    with pytest.raises(SharingError, match="Too many"):
        share(draft, email="more@new.example")


def test_one_address_gets_three_links_of_pages_an_hour(client, draft):
    address = reverse("members:application_share", args=[draft.token])
    for slug in ("size", "people", "address", "papers"):
        last = client.post(address, {"step": slug, "full_name": "Eva", "email": "eva@new.example"})
    assert "Please wait for the next" in text_of(last)


# Legal texts


def test_what_is_accepted_is_kept_with_its_version_and_hash(client, draft):
    statute, privacy = (LegalTextFactory(kind=kind) for kind in ("statute", "privacy"))
    review = text_of(client.get(step(draft, "review")))
    assert statute.get_absolute_url() in review

    client.post(
        step(draft, "review"),
        {"accepts_statute": "on", "accepts_privacy": "on", "statute_id": statute.pk,
         "privacy_id": privacy.pk},
    )  # fmt: skip

    draft.refresh_from_db()
    assert draft.status == "submitted"
    accepted = draft.statute_acceptance
    assert (accepted.text, accepted.sha256) == (statute, statute.sha256_en)
    assert (accepted.person_name, accepted.organisation_name) == (
        "Dana Director", "New Company SRL",
    )  # fmt: skip
    assert draft.privacy_acceptance.text == privacy


def test_text_that_changed_while_it_was_read_is_read_anew(draft):
    old = LegalTextFactory()
    LegalTextFactory(version=2, valid_from=TODAY())

    with pytest.raises(TextReplacedError):
        actions.submit_application(
            application_id=draft.pk, accepts_statute=True, accepts_privacy=True,
            statute_id=old.pk,
        )  # fmt: skip


# Checklist and the Board's snapshot


def test_checklist_is_ticked_by_whom_and_when_and_opens_the_way(client, draft, office):
    register, nice = point(), point(text="Called them", is_required=False)
    point(text="Only of authorities", categories=[Category.AUTHORITY])
    sent = submit(draft)
    assert [check.point for check in sent.checks.all()] == [register, nice]
    point(text="A later idea")  # moves no goal of this application
    with pytest.raises(NotReadyError, match="Looked at the register") as error:
        actions.mark_ready(application_id=sent.pk, actor=office)
    assert error.value.lacking == ["Looked at the register"]

    client.force_login(office)
    check = sent.checks.get(point=register)
    address = reverse("admin:members_application_checklist", args=[sent.pk])
    client.post(address, {f"check{check.pk}": "on"})

    check.refresh_from_db()
    sent.refresh_from_db()
    assert (check.done_by, sent.status) == (office, "screening")
    assert "Olga Office" in client.get(address).content.decode()
    event = HistoryEvent.objects.about(sent).get(kind="application.checked")
    assert event.is_internal
    client.post(reverse("admin:members_application_ready", args=[sent.pk]))
    sent.refresh_from_db()
    assert sent.status == "ready"
    assert "before the Board" not in OutgoingMail.objects.latest("pk").subject
    assert OutgoingMail.objects.latest("pk").template.endswith("ready")
    with pytest.raises(NotOpenError):
        actions.tick_checks(application_id=sent.pk, done=set(), actor=office)


def test_office_unticks_and_strangers_tick_nothing(draft, office, ana):
    point()
    sent = submit(draft)
    (check,) = sent.checks.all()
    with pytest.raises(NotAllowedError):
        actions.tick_checks(application_id=sent.pk, done={check.pk}, actor=ana)
    actions.tick_checks(application_id=sent.pk, done={check.pk}, actor=office)
    actions.tick_checks(application_id=sent.pk, done=set(), actor=office)

    check.refresh_from_db()
    assert (check.done_at, check.done_by) == (None, None)


def test_what_the_board_saw_is_fixed_and_shown_word_for_word(client, draft, office):
    question(text_en="Who told you?", text_ro="Cine v-a spus?", answer_kind=AnswerKind.LINE)
    actions.add_paper(application_id=draft.pk, file=paper())
    before_board = ready(submit(draft), office)
    snapshot = BoardSnapshot.objects.get()
    Application.objects.filter(pk=draft.pk).update(motivation="Changed behind the Board's back")

    english, romanian = (snapshot.content["languages"][code] for code in ("en", "ro"))
    assert "We want to find partners." in str(english)
    assert ("Who told you?" in str(english), "Cine v-a spus?" in str(romanian)) == (True, True)
    assert snapshot.content["papers"][0]["name"] == "extract.pdf"
    client.force_login(office)
    page = client.get(
        reverse("admin:members_application_snapshot", args=[before_board.pk, snapshot.pk])
    ).content.decode()
    assert "We want to find partners." in page
    assert snapshot.sha256 in page
    with pytest.raises(IntegrityError, match="board_snapshot_is_kept"), transaction.atomic():
        BoardSnapshot.objects.update(sha256="x")


def test_taken_back_from_the_board_it_is_fixed_anew(before_board, office):
    actions.send_back(application_id=before_board.pk, actor=office, reason="One more look")
    before_board.refresh_from_db()
    assert before_board.status == "screening"

    ready(before_board, office)

    assert before_board.board_snapshots.count() == 2
    with pytest.raises(IllegalTransitionError):
        approve(submit(filled_in(identifier=fiscal_code(61))), office)


# Decision


def test_approval_invites_who_was_named_and_opens_the_first_steps(draft, office):
    LegalTextFactory(kind=TextKind.AGREEMENT)
    goal = ObjectiveFactory()
    actions.save_step(
        application_id=draft.pk, step="people", is_done=True,
        values={
            "signatory_name": "Sven Signs", "signatory_email": "sven@new.example",
            "people": [
                {"full_name": "Eva", "email": "Eva@new.example", "job_title": "CFO",
                 "roles": ["billing"]},
                {"full_name": "Dana again", "email": draft.contact_email, "job_title": "",
                 "roles": ["billing"]},
            ],
        },
    )  # fmt: skip
    draft.objectives.add(goal)

    membership = approve(ready(submit(draft), office), office)

    invited = {one.email: one.roles for one in Invitation.objects.all()}
    assert invited == {"eva@new.example": ["billing"], "sven@new.example": ["legal_signatory"]}
    onboarding = Onboarding.objects.get(membership=membership)
    assert onboarding.signatory_email == "sven@new.example"
    assert OutgoingMail.objects.filter(
        template__endswith="agreement", to_address="sven@new.example"
    ).exists()
    assert list(Organisation.objects.get().objectives.all()) == [goal]
    assert "legal_signatory" not in _roles_of(draft.contact_email)


def test_contact_who_signs_gets_the_role_for_it(before_board, office):
    approve(before_board, office)

    assert Role.LEGAL_SIGNATORY in _roles_of(before_board.contact_email)
    assert not Invitation.objects.exists()


def _roles_of(email: str) -> set[str]:
    tie = User.objects.get(email=email).representations.get()
    return set(tie.roles_held.values_list("role", flat=True))


def test_applicants_page_shows_the_first_steps_after_the_approval(client, before_board, office):
    LegalTextFactory(kind=TextKind.AGREEMENT)
    approve(before_board, office)

    page = text_of(client.get(before_board.get_absolute_url()))

    for fact in ("Your first steps", "Membership agreement accepted", "Profile complete"):
        assert fact in page
    assert Onboarding.objects.get().token not in page


def test_board_may_name_the_day_from_which_one_may_apply_again(before_board, office):
    with pytest.raises(DecisionError):
        reject(before_board, office, may_reapply_on=TODAY() - dt.timedelta(days=1))

    named = TODAY() + dt.timedelta(days=40)
    reject(before_board, office, may_reapply_on=named)

    before_board.refresh_from_db()
    assert before_board.may_reapply_on == named


@pytest.mark.parametrize(
    ("begins", "status"), [("at_decision", "active"), ("at_first_payment", "awaiting_payment")]
)
def test_statute_says_when_membership_begins(before_board, office, association, begins, status):
    StatuteRules.objects.create(
        association=association, valid_from=dt.date(2026, 1, 1), membership_begins=begins
    )

    assert approve(before_board, office).status == status


# Questions that nobody answers


def asked_before(application, office, *, day: int, reminders: int = 0, ago: int = 5):
    request = ask(application, office)
    type(request).objects.update(
        answer_by=TODAY() + dt.timedelta(days=day),
        reminders=reminders,
        reminded_at=timezone.now() - dt.timedelta(days=ago) if reminders else None,
    )
    OutgoingMail.objects.all().delete()
    return request


@pytest.mark.parametrize(
    ("day", "reminders", "status", "mails"),
    [
        (8, 0, "info_requested", []),
        (7, 0, "info_requested", ["question_reminder"]),
        (7, 1, "info_requested", []),
        (1, 1, "info_requested", ["question_reminder"]),
        (-1, 2, "expired", ["expired"]),
        (0, 2, "info_requested", []),
        (-90, 0, "info_requested", ["question_reminder"]),  # the worker was away
    ],
)
def test_unanswered_questions_are_reminded_of_and_then_end_it(
    sent, office, day, reminders, status, mails
):
    asked_before(sent, office, day=day, reminders=reminders)

    periodic.close_unanswered_questions(timestamp=0)

    sent.refresh_from_db()
    assert sent.status == status
    found = OutgoingMail.objects.order_by("pk").values_list("template", flat=True)
    assert [name.rpartition("/")[2] for name in found] == mails


def test_answer_in_time_ends_the_reminders(sent, office):
    asked_before(sent, office, day=-1, reminders=2)
    actions.answer_information(application_id=sent.pk, answer="Here")

    periodic.close_unanswered_questions(timestamp=0)

    sent.refresh_from_db()
    assert sent.status == "screening"


def test_question_has_a_day_to_come(sent, office):
    with pytest.raises(DecisionError):
        actions.request_information(
            application_id=sent.pk, question="?", actor=office,
            answer_by=TODAY() - dt.timedelta(days=1),
        )  # fmt: skip


# The applicant's page


@pytest.mark.parametrize(
    ("state", "turn"),
    [("draft", "your turn"), ("sent", "office&#x27;s turn"), ("asked", "your turn"),
     ("ready", "Board&#x27;s turn")],
)  # fmt: skip
def test_applicant_always_sees_whose_turn_it_is_and_by_when(client, draft, office, state, turn):
    if state != "draft":
        submit(draft)
    if state == "asked":
        ask(draft, office)
    if state == "ready":
        ready(draft, office)

    page = text_of(client.get(draft.get_absolute_url()))

    assert turn in page
    assert ("The statute wants a decision by" in page) == (state != "draft")
    assert 'aria-current="step"' in page


def test_rows_of_before_find_their_state(sent, office):
    migration = __import__(
        "members.migrations.0014_applications_know_their_state", fromlist=["FORWARD"]
    )
    other = submit(filled_in(identifier=fiscal_code(62)))
    ask(other, office)
    actions.answer_information(application_id=other.pk, answer="Yes")
    Application.objects.filter(pk=other.pk).update(status="submitted")

    with connection.cursor() as cursor:
        cursor.execute(migration.FORWARD)

    states = dict(Application.objects.values_list("pk", "status"))
    assert states == {sent.pk: "submitted", other.pk: "screening"}


@pytest.mark.django_db(transaction=True)
def test_made_ready_twice_at_once_is_one_snapshot(sent):
    one, other = UserFactory.create_batch(2, is_staff=True, is_superuser=True)

    results = at_once(
        *[
            lambda actor=actor: actions.mark_ready(application_id=sent.pk, actor=actor)
            for actor in (one, other)
        ]
    )

    assert sum(isinstance(result, IllegalTransitionError) for result in results) == 1
    assert BoardSnapshot.objects.count() == 1
