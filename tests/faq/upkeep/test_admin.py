import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from faq.community.models import Vote
from faq.editorial import actions as editorial
from faq.questions.models import (
    Citation,
    CitedSource,
    Question,
    Revision,
    RevisionNeed,
    Significance,
    SourceKind,
)
from faq.upkeep.models import Verification
from tests.factories.faq import QuestionFactory, UnansweredQuestionFactory
from tests.factories.members import UserFactory

PAGE = "admin:faq_editors_page"


@pytest.fixture
def reader(db):
    """Rita of the office reads drafts and histories, and changes nothing."""
    person = UserFactory(full_name="Rita Reads", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename="view_question"))
    return person


def _get(client, person, name: str, *args):
    client.force_login(person)
    return client.get(reverse(name, args=args))


def test_the_editors_page_says_so_where_nothing_waits(client, writer):
    page = _get(client, writer, PAGE)
    assert page.status_code == 200
    for said in ("Every question has an answer.", "Nothing waits for anybody.",
                 "People find what they look for.", "Both languages say the same."):  # fmt: skip
        assert said in page.content.decode()


def _fill(editor, number: int) -> None:
    today = timezone.localdate()
    for each in range(number):
        UnansweredQuestionFactory()
        QuestionFactory(owner=editor, review_by=today - dt.timedelta(days=each + 1))
        RevisionNeed.objects.create(
            question=QuestionFactory(owner=editor), owner=editor,
            reason="Late", reason_en="Late", reason_ro="Târziu",
            expected_on=today - dt.timedelta(days=3),
        )  # fmt: skip
        told = QuestionFactory()
        for version in ("One", "Two"):
            editorial.publish_revision(
                question_id=told.pk, language="en", title=version, short_answer=version, body="",
                author=editor, significance=Significance.MAJOR,
            )  # fmt: skip
        revision = Revision.objects.filter(translation__question=told).latest("number")
        for vote in range(3):
            Vote.objects.create(revision=revision, question=told, value="no", visitor=f"v{vote}")


def test_the_editors_page_asks_as_often_for_three_rows_as_for_one(
    client, editor, django_assert_num_queries
):
    _fill(editor, 1)
    client.force_login(editor)
    client.get(reverse(PAGE))
    with CaptureQueriesContext(connection) as for_one:
        assert client.get(reverse(PAGE)).status_code == 200
    _fill(editor, 2)
    with django_assert_num_queries(len(for_one)):
        page = client.get(reverse(PAGE))
    said = page.content.decode()
    assert said.count("overdue") >= 3
    assert "0 % (0/3)" in said


def test_answers_of_nobody_are_named(client, writer):
    QuestionFactory(review_by=timezone.localdate() - dt.timedelta(days=1))
    assert "nobody looks after these" in _get(client, writer, PAGE).content.decode()


def test_one_click_says_still_correct(client, writer):
    question = QuestionFactory(review_every=6, text__title="How do we leave?")
    page = _get(client, writer, "admin:faq_verification_verify", question.pk)
    assert "How do we leave?" in page.content.decode()
    answer = client.post(
        reverse("admin:faq_verification_verify", args=[question.pk]) + "?from=editors-page"
    )
    assert answer.url == reverse(PAGE)
    assert Verification.objects.get().person == writer


def test_what_is_being_revised_is_refused_with_a_sentence(client, editor):
    question = QuestionFactory()
    editorial.mark_to_be_revised(question_id=question.pk, reasons={"en": "Fees"}, actor=editor)
    client.force_login(editor)
    page = client.post(reverse("admin:faq_verification_verify", args=[question.pk]))
    assert page.status_code == 200
    assert "marked as to be revised" in page.content.decode()


def test_a_reader_of_the_office_sees_the_page_and_says_nothing(client, reader):
    question = QuestionFactory(review_by=timezone.localdate())
    page = _get(client, reader, PAGE)
    assert page.status_code == 200
    assert "still-correct" not in page.content.decode()
    address = reverse("admin:faq_verification_verify", args=[question.pk])
    assert client.post(address).status_code == 403


def test_staff_without_the_right_see_no_editors_page(client, db):
    assert _get(client, UserFactory(is_staff=True), PAGE).status_code == 403


def test_a_source_is_superseded_and_reinstated_by_its_buttons(client, office):
    source = CitedSource.objects.create(kind=SourceKind.BOARD, reference="4/2026")
    question = QuestionFactory()
    Citation.objects.create(question=question, source=source)
    page = _get(client, office, "admin:faq_citedsource_change", source.pk)
    address = reverse("admin:faq_citedsource_supersede", args=[source.pk])
    assert address in page.content.decode()
    client.post(address, {"on": timezone.localdate().isoformat()})
    assert Question.objects.to_be_revised().get() == question
    client.post(reverse("admin:faq_citedsource_reinstate", args=[source.pk]))
    assert not Question.objects.to_be_revised().exists()


def test_reviews_are_looked_up_and_not_changed(client, office):
    verification = Verification.objects.create(question=QuestionFactory(), person=office)
    assert _get(client, office, "admin:faq_verification_changelist").status_code == 200
    client.post(
        reverse("admin:faq_verification_change", args=[verification.pk]), {"note": "changed"}
    )
    verification.refresh_from_db()
    assert verification.note == ""


def test_the_questions_page_shows_what_it_rests_on_and_takes_a_source(client, writer):
    question = QuestionFactory(review_by=dt.date(2020, 1, 1))
    client.force_login(writer)
    address = reverse("admin:faq_verification_cite", args=[question.pk])
    assert client.post(address, {"kind": "law", "reference": " "}).status_code == 200
    assert not question.citations.exists()
    client.post(address, {"kind": "law", "reference": "246/2005", "article": "art. 3"})
    page = client.get(reverse("admin:faq_question_change", args=[question.pk])).content.decode()
    assert "246/2005, art. 3" in page
    assert "overdue" in page
    client.post(reverse("admin:faq_verification_uncite", args=[question.citations.get().pk]))
    assert not question.citations.exists()


def test_the_list_of_questions_leads_to_the_editors_page(client, writer):
    page = _get(client, writer, "admin:faq_question_changelist")
    assert reverse(PAGE) in page.content.decode()


def test_the_editors_page_is_found_on_the_offices_first_page(client, editor):
    link = f'<a href="{reverse(PAGE)}">The editors’ page</a>'

    client.force_login(editor)
    assert link in client.get(reverse("admin:index")).content.decode()
    client.force_login(UserFactory(is_staff=True))
    assert link not in client.get(reverse("admin:index")).content.decode()
