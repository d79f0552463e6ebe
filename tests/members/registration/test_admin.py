import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from members.organisations.models import Organisation
from members.registration import actions, worklists
from members.registration.admin import deciding
from members.registration.duplicates import hints_for
from members.registration.models import Application
from tests.factories.members import (
    ActiveMemberFactory,
    OrganisationFactory,
    UserFactory,
    fiscal_code,
    represent,
)
from tests.members.registration.conftest import ask, filled_in, paper, ready, submit

LIST = reverse("admin:members_application_changelist")
DECISION = {"decision_reference": "CD 12/2026", "reason": "A good fit"}


def tool(application: Application, name: str) -> str:
    return reverse(f"admin:members_application_{name}", args=[application.pk])


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def reader(db):
    """Somebody of the office who may read applications, and nothing else."""
    person = UserFactory(is_staff=True, email="reader@example.org")
    person.user_permissions.add(Permission.objects.get(codename="view_application"))
    return person


def decision(**changes) -> dict:
    return DECISION | {"decided_on": timezone.localdate().isoformat()} | changes


def test_application_page_shows_all_and_changes_nothing(desk, sent):
    actions_page = desk.get(tool(sent, "change"))
    text = actions_page.content.decode()

    for fact in ("New Company SRL", "Strada Nouă 1", "1,200.00", "Application sent in",
                 "We have the application of New Company", "Begin to look",
                 "Ask for more"):  # fmt: skip
        assert fact in text, fact
    assert 'name="_save"' not in text
    assert desk.post(tool(sent, "change"), {"legal_name": "X"}).status_code == 403
    delete = desk.post(tool(sent, "delete"), {"post": "yes"})
    assert delete.status_code == 403
    assert desk.get(reverse("admin:members_application_add")).status_code == 403


def test_approval_needs_reason_and_reference_and_then_does_it_all(desk, before_board):
    refused = desk.post(tool(before_board, "approve"), decision(reason="", decision_reference=""))
    assert set(refused.context["form"].errors) == {"reason", "decision_reference"}

    response = desk.post(tool(before_board, "approve"), decision(), follow=True)

    assert "New Company is admitted. Fee notice COT-" in response.content.decode()
    assert Organisation.objects.get().display_name == "New Company"
    assert "Approve" not in response.content.decode().split("object-tools")[1].split("</ul>")[0]


def test_a_rules_no_is_said_on_the_form_with_what_was_typed(desk, before_board):
    ActiveMemberFactory(identifier=before_board.identifier)

    typed = decision(reason="Typed with care")
    text = desk.post(tool(before_board, "approve"), typed).content.decode()

    assert "is a member already" in text
    assert "Typed with care" in text
    future = timezone.localdate() + dt.timedelta(days=1)
    text = desk.post(tool(before_board, "reject"), decision(decided_on=future)).content.decode()
    assert "on a day to come" in text


def test_second_click_on_approve_says_that_it_is_done(desk, before_board):
    desk.post(tool(before_board, "approve"), decision())

    text = desk.post(tool(before_board, "approve"), decision()).content.decode()

    assert "cannot become" in text
    assert Organisation.objects.count() == 1


def test_office_rejects_asks_writes_down_and_sends_the_link(desk, sent):
    by = timezone.localdate() + dt.timedelta(days=9)
    desk.post(tool(sent, "ask"), {"question": "Which register?", "answer_by": by.isoformat()})
    assert Application.objects.get().status == "info_requested"
    assert sent.information_requests.get().answer_by == by
    desk.post(tool(sent, "answer"), {"answer": "The court's"})
    assert Application.objects.get().status == "screening"
    assert desk.post(tool(sent, "link")).status_code == 302
    desk.post(tool(sent, "ready"))
    desk.post(tool(sent, "reject"), decision(office_note="Inside"))
    assert Application.objects.get().status == "rejected"
    assert "Inside" in desk.get(tool(sent, "change")).content.decode()


def test_reader_reads_and_gets_papers_but_decides_nothing(client, reader, draft):
    document = actions.add_paper(application_id=draft.pk, file=paper())
    submit(draft)
    client.force_login(reader)

    text = client.get(tool(draft, "change")).content.decode()
    assert "Approve" not in text
    for name in deciding.PAGES:
        assert client.get(tool(draft, name)).status_code == 403
        assert client.post(tool(draft, name), decision()).status_code == 403
    address = reverse("admin:members_application_paper", args=[draft.pk, document.pk])
    response = client.get(address)
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response.headers["Content-Disposition"] == 'attachment; filename="extract.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_paper_is_not_served_to_others_nor_by_another_applications_address(
    client, draft, office, carmen
):
    document = actions.add_paper(application_id=draft.pk, file=paper())
    other = filled_in(identifier=fiscal_code(81))
    address = reverse("admin:members_application_paper", args=[draft.pk, document.pk])

    assert client.get(address).status_code == 302
    client.force_login(carmen)
    assert client.get(address).status_code == 302
    client.force_login(UserFactory(is_staff=True))
    assert client.get(address).status_code == 403
    client.force_login(office)
    wrong = reverse("admin:members_application_paper", args=[other.pk, document.pk])
    assert client.get(wrong).status_code == 404


def test_list_marks_what_is_late_and_filters_what_waits(desk, sent, office):
    answered = submit(filled_in(identifier=fiscal_code(82)))
    ask(answered, office)
    actions.answer_information(application_id=answered.pk, answer="Yes")
    late = submit(filled_in(identifier=fiscal_code(83)))
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Application.objects.filter(pk=late.pk).update(decide_by=yesterday)
    filled_in(identifier=fiscal_code(84))

    def listed(value):
        return set(desk.get(LIST, {"waiting": value}).context["cl"].queryset)

    assert listed("new") == {sent, late}
    assert listed("answered") == {answered}
    assert listed("late") == {late}
    assert "overdue" in desk.get(LIST).content.decode()


@pytest.mark.parametrize("words", ["New Company", "dana@new.example", "Dana Director", "CODE"])
def test_application_is_found_by_name_person_and_code(desk, sent, words):
    words = sent.identifier if words == "CODE" else words
    filled_in(
        identifier=fiscal_code(85), legal_name="Other SA", display_name="Other",
        contact_email="x@other.example", contact_name="Xenia",
    )  # fmt: skip

    assert list(desk.get(LIST, {"q": words}).context["cl"].queryset) == [sent]


def test_list_asks_as_many_queries_for_three_as_for_one(desk, sent, django_assert_max_num_queries):
    counts = []
    for number in (86, 87, 88):
        if number != 87:
            with django_assert_max_num_queries(40) as asked:
                desk.get(LIST)
            counts.append(len(asked))
        submit(filled_in(identifier=fiscal_code(number)))

    assert counts[0] == counts[1]


def test_worklists_part_new_applications_from_answers(sent, office):
    answered = submit(filled_in(identifier=fiscal_code(89)))
    ask(answered, office)
    actions.answer_information(application_id=answered.pk, answer="Yes")
    decided_next = ready(submit(filled_in(identifier=fiscal_code(79))), office)

    waiting, answers, board = worklists.worklists()

    assert [list(one.rows) for one in (waiting, answers, board)] == [
        [sent], [answered], [decided_next],
    ]  # fmt: skip
    assert waiting.url == f"{LIST}?waiting=new"


def test_office_sees_who_may_be_the_same(sent):
    same = OrganisationFactory(identifier=sent.identifier, display_name="Quite different")
    alike = OrganisationFactory(display_name="Nêw Compány", legal_name="NEW COMPANY S.R.L.")
    colleague = OrganisationFactory(display_name="Zebra", legal_name="Zebra SA")
    represent(UserFactory(email="zoe@new.example"), colleague)
    OrganisationFactory(display_name="Unrelated", legal_name="Unrelated SA")
    earlier = filled_in(
        identifier=fiscal_code(90), legal_name="Xylo", display_name="Xylo",
        contact_email="boss@new.example",
    )  # fmt: skip

    found = {hint.subject: str(hint.why) for hint in hints_for(sent)}

    assert found == {
        same: "same code",
        alike: "similar name",
        colleague: "same mail domain",
        earlier: "same mail domain",
    }


def test_public_mail_domains_say_nothing(association, table):
    one = filled_in(contact_email="a@gmail.com", legal_name="Alfa", display_name="")
    filled_in(contact_email="b@gmail.com", legal_name="Omega", display_name="",
              identifier=fiscal_code(91))  # fmt: skip

    assert hints_for(one) == []
