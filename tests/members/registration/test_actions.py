import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.accounts.models import User
from members.fees.errors import NoFeeTableError, NotReadyToIssueError
from members.fees.models import FeeBand, FeeNotice
from members.organisations.errors import AlreadyMemberError
from members.organisations.models import (
    BankAccount,
    Category,
    Membership,
    Organisation,
    Representative,
    Role,
    StatuteRules,
)
from members.registration import actions, periodic
from members.registration.errors import (
    AlreadyKnownError,
    DecisionError,
    IncompleteError,
    NotAcceptedError,
    NotOpenError,
    PaperError,
    TooEarlyError,
)
from members.registration.models import Application, ApplicationDocument
from tests.factories.members import (
    ActiveMemberFactory,
    FeeTableFactory,
    MembershipFactory,
    UserFactory,
    fiscal_code,
)
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


def kinds(subject) -> list[str]:
    return list(HistoryEvent.objects.about(subject).values_list("kind", flat=True))[::-1]


def letters(**filters) -> list[str]:
    rows = OutgoingMail.objects.filter(**filters).order_by("pk")
    return [row.template.rpartition("/")[2] for row in rows]


def begin(**changes) -> Application:
    values = {"email": "dana@new.example", "category": Category.COMPANY, "language": "ro"}
    return actions.start_application(**values | changes)


# Filling in


def test_start_makes_a_draft_and_mails_its_link(association):
    application = begin()

    mail = OutgoingMail.objects.get()
    assert application.status == "draft"
    assert (mail.to_address, mail.language, mail.is_secret) == ("dana@new.example", "ro", True)
    assert f"/ro/join/{application.token}/" in mail.text
    assert f"/ro/join/{application.token}/" in mail.html
    assert kinds(application) == ["application.begun"]


def test_start_again_finds_the_same_draft_and_names_the_other_applications(association, sent):
    first = begin(category=Category.CATALYST)

    second = begin(email=" DANA@new.example ", category=Category.CATALYST)

    assert first == second
    mail = OutgoingMail.objects.order_by("pk").last()
    assert f"/join/{sent.token}/" in mail.text
    assert Application.objects.count() == 2


def test_save_step_keeps_what_was_answered_also_when_it_is_not_all(association):
    application = begin()

    actions.save_step(
        application_id=application.pk,
        step="address",
        values={"street": "Strada Nouă 1", "city": "Cluj", "motivation": "not of this page"},
        is_done=False,
    )

    application.refresh_from_db()
    assert (application.street, application.city, application.motivation) == (
        "Strada Nouă 1", "Cluj", "",
    )  # fmt: skip
    assert application.steps_done == []


def test_sent_application_is_no_longer_filled_in(sent):
    with pytest.raises(NotOpenError, match="“sent in”"):
        actions.save_step(
            application_id=sent.pk, step="address", values={"city": "Turda"}, is_done=True
        )
    with pytest.raises(NotOpenError):
        actions.change_category(application_id=sent.pk, category=Category.AUTHORITY)
    document = actions.add_paper(application_id=sent.pk, file=paper())
    with pytest.raises(NotOpenError):
        actions.remove_paper(application_id=sent.pk, document_id=document.pk)


# Papers


def test_paper_is_kept_under_a_name_of_our_own(draft):
    document = actions.add_paper(application_id=draft.pk, file=paper("../../etc/passwd.pdf"))

    assert document.name == "passwd.pdf"
    assert document.file.name.startswith("applications/")
    assert "passwd" not in document.file.name
    with document.file.open() as stored:
        assert stored.read().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("extract.pdf", b"MZ this is a program", "its content is something else"),
        ("extract.exe", b"MZ", "one of these kinds"),
        ("extract.pdf", b"", "empty"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused_and_not_kept(
    draft, tmp_path, name, content, sentence
):
    with pytest.raises(PaperError, match=sentence):
        actions.add_paper(application_id=draft.pk, file=paper(name, content))
    assert not ApplicationDocument.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_paper_is_taken_once_and_ten_at_most(draft):
    for number in range(10):
        actions.add_paper(application_id=draft.pk, file=paper(content=f"%PDF-{number}".encode()))

    with pytest.raises(PaperError, match="already"):
        actions.add_paper(application_id=draft.pk, file=paper("copy.pdf", b"%PDF-0"))
    with pytest.raises(PaperError, match="10 papers"):
        actions.add_paper(application_id=draft.pk, file=paper(content=b"%PDF-11"))


def test_paper_is_removed_with_its_file(draft, tmp_path, django_capture_on_commit_callbacks):
    document = actions.add_paper(application_id=draft.pk, file=paper())
    assert (tmp_path / document.file.name).exists()

    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_paper(application_id=draft.pk, document_id=document.pk)

    assert not (tmp_path / document.file.name).exists()
    actions.remove_paper(application_id=draft.pk, document_id=document.pk)  # a second click


# Known already


def test_a_member_and_an_open_application_are_answered_in_the_same_words(sent):
    member = ActiveMemberFactory()
    said = []
    for identifier in (member.identifier, sent.identifier):
        draft = filled_in(contact_email="other@example.org", identifier="")
        with pytest.raises(AlreadyKnownError) as error:
            actions.save_step(
                application_id=draft.pk,
                step="organisation",
                values={"country": "RO", "identifier": identifier},
                is_done=True,
            )
        said.append(str(error.value))
        draft.refresh_from_db()
        assert draft.identifier == ""

    assert said[0] == said[1]
    assert "office@example.org" in said[0]
    assert not any(word in said[0].lower() for word in ("member", "application", "new company"))


def test_the_same_code_in_another_country_is_another_organisation(sent):
    assert submit(filled_in(country="DE", identifier=sent.identifier, identifier_confirmed=True))


def test_former_member_may_apply_and_comes_back_under_its_own_record(draft, office):
    former = MembershipFactory(
        organisation__identifier=draft.identifier,
        status="ended",
        ended_on=dt.date(2024, 1, 1),
        end_reason="resigned",
    ).organisation

    membership = approve(ready(submit(draft), office), office)

    assert membership.organisation == former


def test_refused_applicant_learns_the_day_and_a_stranger_does_not(before_board, office):
    reject(before_board, office)
    same = filled_in(contact_email="DANA@new.example")
    stranger = filled_in(contact_email="curious@example.org")

    with pytest.raises(TooEarlyError, match="you may apply again from"):
        submit(same)
    with pytest.raises(AlreadyKnownError):
        submit(stranger)

    Application.objects.filter(pk=before_board.pk).update(may_reapply_on=TODAY())
    assert submit(same).status == "submitted"


# Sending in


def test_submit_freezes_answers_and_fee_and_tells_both_sides(draft, association):
    StatuteRules.objects.create(
        association=association, valid_from=dt.date(2026, 1, 1), decision_days=21
    )
    actions.add_paper(application_id=draft.pk, file=paper())

    submit(draft)

    draft.refresh_from_db()
    assert draft.status == "submitted"
    assert draft.quoted_amount == 1200
    assert draft.quote["total"] == "1200.00"
    assert draft.fee_table.bands.exists()
    assert draft.decide_by == TODAY() + dt.timedelta(days=21)
    assert draft.snapshot["answers"]["legal_name"] == "New Company SRL"
    assert draft.snapshot["papers"][0]["name"] == "extract.pdf"
    assert draft.statute_accepted_at is not None
    assert kinds(draft) == ["application.submitted"]
    to_applicant = OutgoingMail.objects.get(to_address="dana@new.example")
    to_office = OutgoingMail.objects.get(to_address="office@example.org")
    assert f"/join/{draft.token}/" in to_applicant.text
    assert "1,200.00\u00a0RON" in to_applicant.text
    assert f"/admin/members/application/{draft.pk}/change/" in to_office.text


def test_the_office_reads_its_letters_in_its_language(draft, association):
    association.language = "ro"
    association.save()
    submit(draft)

    to_office = OutgoingMail.objects.get(to_address="office@example.org")
    assert to_office.subject.startswith("Cerere nouă")
    assert "Deschideți-o" in to_office.text
    assert f"/admin/members/application/{draft.pk}/change/" in to_office.text


def test_quote_holds_although_the_table_changes_later(sent, office, table):
    with pytest.raises(Exception, match="fee_band_is_kept"):
        FeeBand.objects.filter(table=table).update(amount=1)


@pytest.mark.parametrize(
    ("field", "empty", "step"),
    [
        ("identifier", "", "organisation"),
        ("legal_name", "", "organisation"),
        ("city", "", "address"),
        ("county", "", "address"),
        ("contact_name", "", "people"),
        ("signatory_name", "", "people"),
        ("staff_count", None, "size"),
        ("motivation", "", "motivation"),
        ("contribution", "", "motivation"),
    ],
)
def test_submit_says_which_page_lacks_something(association, table, field, empty, step):
    changes = {field: empty} | ({"staff_counted_on": None} if field == "staff_count" else {})

    with pytest.raises(IncompleteError) as error:
        submit(filled_in(**changes))
    assert error.value.steps == [step]


def test_submit_wants_an_unusual_code_confirmed(association, table):
    mistyped = "99000001"

    with pytest.raises(IncompleteError):
        submit(filled_in(identifier=mistyped))
    assert submit(filled_in(identifier=mistyped, identifier_confirmed=True))


def test_a_university_is_not_asked_for_its_staff_where_the_fee_is_flat(association, table):
    sent = submit(filled_in(category=Category.UNIVERSITY, staff_count=None, staff_counted_on=None))

    assert sent.quoted_amount == 500


@pytest.mark.parametrize("accepted", [(True, False), (False, True), (False, False)])
def test_submit_needs_both_acceptances(draft, accepted):
    with pytest.raises(NotAcceptedError):
        actions.submit_application(
            application_id=draft.pk, accepts_statute=accepted[0], accepts_privacy=accepted[1]
        )


def test_submit_waits_until_fees_are_published(association):
    with pytest.raises(NoFeeTableError, match="What you wrote is kept"):
        submit(filled_in())


def test_submit_twice_is_refused(sent):
    with pytest.raises(IllegalTransitionError):
        submit(sent)


# Asking and answering


def test_office_asks_and_the_applicant_answers_with_a_paper(sent, office):
    ask(sent, office, "Which register?")
    sent.refresh_from_db()
    assert sent.status == "info_requested"
    assert "Which register?" in OutgoingMail.objects.order_by("pk").last().text

    actions.answer_information(
        application_id=sent.pk, answer="The court's", papers=[paper("answer.pdf")]
    )

    sent.refresh_from_db()
    assert sent.status == "screening"
    assert sent.information_requests.get().answer == "The court's"
    assert sent.documents.get().name == "answer.pdf"
    assert kinds(sent)[-2:] == ["application.asked", "application.answered"]
    last = OutgoingMail.objects.order_by("pk").last()
    assert (last.to_address, "The court's" in last.text) == ("office@example.org", True)
    with pytest.raises(NotOpenError):
        actions.answer_information(application_id=sent.pk, answer="Again")


def test_bad_paper_with_an_answer_changes_nothing(sent, office):
    ask(sent, office)

    with pytest.raises(PaperError):
        actions.answer_information(
            application_id=sent.pk, answer="Here", papers=[paper("x.pdf", b"not a pdf")]
        )
    sent.refresh_from_db()
    assert sent.status == "info_requested"
    assert sent.information_requests.get().answer == ""


def test_office_writes_down_an_answer_under_its_own_name(sent, office, ana):
    ask(sent, office)

    with pytest.raises(NotAllowedError):
        actions.answer_information(application_id=sent.pk, answer="By telephone", actor=ana)
    actions.answer_information(application_id=sent.pk, answer="By telephone", actor=office)

    event = HistoryEvent.objects.about(sent).first()
    assert (event.kind, event.actor_label) == ("application.answered", "Olga Office")


# Decisions


def test_approval_brings_everything_into_being(before_board, office, association):
    OutgoingMail.objects.all().delete()

    membership = approve(before_board, office)

    before_board.refresh_from_db()
    organisation = Organisation.objects.get()
    person = User.objects.get(email="dana@new.example")
    notice = FeeNotice.objects.get()
    assert (before_board.status, before_board.organisation) == ("approved", organisation)
    assert before_board.decided_on == TODAY()
    assert (membership.status, membership.decision_reference) == ("awaiting_payment", "CD 12/2026")
    assert organisation.legal_name == "New Company SRL"
    assert organisation.identifier == before_board.identifier
    roles = Representative.objects.get(user=person).roles_held.values_list("role", flat=True)
    assert Role.PRIMARY_CONTACT in roles
    assert (notice.amount, notice.membership, notice.fee_year) == (1200, membership, TODAY().year)
    assert notice.lines == before_board.quote["lines"]
    assert kinds(before_board)[-1] == "application.approved"
    mail = OutgoingMail.objects.get(to_address="dana@new.example")
    for fact in ("Welcome", "RO40 AAAA DEMO 0000 0000 0001", notice.get_absolute_url(),
                 "/accounts/login/code/", "1,200.00"):  # fmt: skip
        assert fact in mail.text, fact
        assert fact in mail.html, fact


def test_approval_is_all_or_nothing(before_board, office):
    BankAccount.objects.all().delete()

    with pytest.raises(NotReadyToIssueError, match="bank account"):
        approve(before_board, office)

    before_board.refresh_from_db()
    assert before_board.status == "ready"
    assert not Organisation.objects.exists()
    assert not User.objects.filter(email="dana@new.example").exists()
    assert letters(template__endswith="approved") == []


def test_approval_where_membership_begins_with_the_decision(before_board, office, association):
    StatuteRules.objects.create(
        association=association, valid_from=dt.date(2026, 1, 1), membership_begins="at_decision"
    )

    membership = approve(before_board, office)

    assert (membership.status, membership.started_on) == ("active", TODAY())
    assert FeeNotice.objects.get().amount == 1200
    assert "from the day of the decision" in OutgoingMail.objects.get(
        template__endswith="approved"
    ).text  # fmt: skip


def test_approval_without_a_fee_begins_the_membership_at_once(association, office):
    table = FeeTableFactory(published=False, year=TODAY().year)
    table.bands.filter(category=Category.AUTHORITY).update(amount=0)
    table.status = "published"
    table.save()

    membership = approve(ready(submit(filled_in(category=Category.AUTHORITY)), office), office)

    membership.refresh_from_db()
    assert membership.status == "active"
    assert not FeeNotice.objects.exists()
    assert "no fee to pay" in OutgoingMail.objects.get(template__endswith="approved").text


def test_approval_meets_an_organisation_that_became_a_member_meanwhile(before_board, office):
    ActiveMemberFactory(identifier=before_board.identifier)

    with pytest.raises(AlreadyMemberError):
        approve(before_board, office)
    before_board.refresh_from_db()
    assert before_board.status == "ready"


def test_decisions_are_for_those_with_the_permission(before_board, ana):
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="change_application"))

    for person in (ana, clerk):
        with pytest.raises(NotAllowedError):
            approve(before_board, person)
        with pytest.raises(NotAllowedError):
            reject(before_board, person)
    with pytest.raises(NotAllowedError):
        ask(before_board, ana)
    with pytest.raises(IllegalTransitionError):
        ask(before_board, clerk)


@pytest.mark.parametrize("days", [1, -1])
def test_decision_is_neither_in_the_future_nor_before_the_application(before_board, office, days):
    day = TODAY() + dt.timedelta(days=days)

    for decide in (approve, reject):
        with pytest.raises(DecisionError):
            decide(before_board, office, decided_on=day)


@pytest.mark.parametrize("state", ["sent", "looked through", "asked"])
def test_only_what_is_before_the_board_is_decided(sent, office, state):
    if state == "looked through":
        actions.begin_screening(application_id=sent.pk, actor=office)
    if state == "asked":
        ask(sent, office)

    for decide in (approve, reject):
        with pytest.raises(IllegalTransitionError):
            decide(sent, office)


def test_rejection_tells_the_reason_and_keeps_the_note_inside(before_board, office, association):
    StatuteRules.objects.create(
        association=association, valid_from=dt.date(2026, 1, 1), reapply_days=100
    )

    reject(before_board, office, reason="Outside our field", office_note="Two of us know them")

    before_board.refresh_from_db()
    assert before_board.may_reapply_on == TODAY() + dt.timedelta(days=100)
    mail = OutgoingMail.objects.get(template__endswith="rejected")
    assert "Outside our field" in mail.text
    assert "Two of us" not in mail.text + mail.html
    event = HistoryEvent.objects.about(before_board).first()
    assert event.office_note == before_board.decision_note == "Two of us know them"


def test_decided_application_stays_decided(before_board, office):
    approve(before_board, office)

    for act in (approve, reject):
        with pytest.raises(IllegalTransitionError):
            act(before_board, office)
    with pytest.raises(IllegalTransitionError):
        actions.withdraw_application(application_id=before_board.pk)
    assert Membership.objects.count() == 1


# Taking back, forgetting


def test_withdrawing_tells_the_office_only_of_what_was_sent(draft, association):
    actions.withdraw_application(application_id=draft.pk)
    assert letters() == ["withdrawn"]

    other = submit(filled_in(identifier=fiscal_code(75)))
    actions.withdraw_application(application_id=other.pk, reason="Merged")

    assert letters(template__endswith="withdrawn") == ["withdrawn", "withdrawn", "office_withdrawn"]
    assert "Merged" in OutgoingMail.objects.order_by("pk").last().text


def left_since(application: Application, days: int, *, reminded: int | None = None) -> None:
    now = timezone.now()
    Application.objects.filter(pk=application.pk).update(
        saved_at=now - dt.timedelta(days=days),
        reminded_at=None if reminded is None else now - dt.timedelta(days=reminded),
    )


@pytest.mark.parametrize(
    ("days", "reminded", "status", "mails"),
    [
        (52, None, "draft", []),
        (53, None, "draft", ["draft_reminder"]),
        (59, 6, "draft", []),
        (60, 7, "expired", []),
        (200, None, "draft", ["draft_reminder"]),  # the worker was away: first the reminder
        (54, 60, "draft", ["draft_reminder"]),  # reminded once, touched, left again
    ],
)
def test_forgotten_drafts_are_reminded_of_and_end_a_week_later(
    draft, days, reminded, status, mails
):
    left_since(draft, days, reminded=reminded)

    periodic.close_forgotten_drafts(timestamp=0)
    periodic.close_forgotten_drafts(timestamp=0)

    draft.refresh_from_db()
    assert draft.status == status
    assert letters() == mails


def test_sent_applications_do_not_expire(sent):
    left_since(sent, 400, reminded=300)
    OutgoingMail.objects.all().delete()

    periodic.close_forgotten_drafts(timestamp=0)

    sent.refresh_from_db()
    assert sent.status == "submitted"
    assert letters() == []


def test_office_sends_a_lost_link_again(draft, office, ana):
    with pytest.raises(NotAllowedError):
        actions.send_link(application_id=draft.pk, actor=ana)
    actions.send_link(application_id=draft.pk, actor=office)

    assert f"/join/{draft.token}/" in OutgoingMail.objects.get().text
    actions.withdraw_application(application_id=draft.pk)
    with pytest.raises(NotOpenError):
        actions.send_link(application_id=draft.pk, actor=office)
