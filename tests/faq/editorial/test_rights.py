"""Read, write, publish: each page of the office against each right."""

import pytest
from django.urls import reverse

from faq.editorial import actions
from faq.editorial.models import Draft
from faq.questions.models import Question, QuestionStatus, Revision, RevisionNeed
from tests.factories.faq import QuestionFactory

pytestmark = pytest.mark.django_db

# Page: what it answers to a GET by somebody of the office with no right, who reads, writes,
# publishes.
PAGES = {
    "changelist": "403 200 200 200",
    "change": "403 200 200 200",
    "add": "403 403 200 200",
    "text": "403 403 302 302",
    "difference": "403 200 200 200",
    "preview": "403 200 200 200",
    "in_step": "403 403 403 200",
    "restore_revision": "403 403 403 200",
    "archive": "403 403 403 200",
    "withdraw": "403 403 403 200",
    "restore": "403 403 403 200",
    "merge": "403 403 403 200",
    "need": "403 403 200 200",
    "revised": "403 403 200 200",
}
POSTED = {
    "text": {"en-title": "New?", "en-short_answer": "New.", "en-significance": "content",
             "en-based_on": 2, "en-draft_version": 0, "publish": "1"},
    "in_step": {"other_revision": 1},
    "restore_revision": {"based_on": 2, "significance": "content"},
    "archive": {"reason": "Old"},
    "withdraw": {"reason": "Wrong"},
    "merge": {"target": "1", "reason": "The same"},
    "need": {"reason_en": "Wrong"},
    "revised": {},
}  # fmt: skip


@pytest.fixture
def nobody(db, office):
    office.is_superuser = False
    office.save()
    return office


@pytest.fixture
def question():
    question = QuestionFactory(text__short_answer="One.")
    for language, words in (("ro", "Unu."), ("en", "Two.")):
        actions.publish_revision(
            question_id=question.pk, language=language, title="What?", short_answer=words,
            body="", author=None,
        )  # fmt: skip
    return question


def address(name, question):
    if name in {"changelist", "add"}:
        return reverse(f"admin:faq_question_{name}")
    rest = {"restore_revision": ["en", 1], "in_step": ["ro"]}.get(
        name, ["en"] if name in {"text", "difference", "preview"} else []
    )
    return reverse(f"admin:faq_question_{name}", args=[question.pk, *rest])


@pytest.mark.parametrize("name", PAGES)
def test_page_is_open_by_right(client, nobody, reader, writer, editor, question, name):
    found = []
    for person in (nobody, reader, writer, editor):
        client.force_login(person)
        found.append(str(client.get(address(name, question)).status_code))

    assert " ".join(found) == PAGES[name]


@pytest.mark.parametrize("name", POSTED)
def test_who_only_reads_changes_nothing(client, reader, question, name):
    client.force_login(reader)

    assert client.post(address(name, question), POSTED[name]).status_code == 403

    question.refresh_from_db()
    assert question.status == QuestionStatus.PUBLISHED
    assert Revision.objects.count() == 3
    assert not Draft.objects.exists()
    assert not RevisionNeed.objects.exists()


@pytest.mark.parametrize("name", sorted(set(POSTED) - {"need", "revised"}))
def test_who_writes_does_not_change_what_readers_see(client, writer, question, name):
    client.force_login(writer)

    assert client.post(address(name, question), POSTED[name]).status_code == 403

    question.refresh_from_db()
    assert question.status == QuestionStatus.PUBLISHED
    assert Revision.objects.count() == 3


def test_who_reads_sees_texts_and_wordings_but_no_form(client, reader, question, writer):
    actions.change_details(question_id=question.pk, actor=None, aliases={"en": ["the price"]})
    actions.save_draft(
        question_id=question.pk, language="en", title="What?", short_answer="Soon.", body="",
        author=writer,
    )  # fmt: skip
    client.force_login(reader)

    page = client.get(address("change", question)).content.decode()

    assert 'class="faq-text"' not in page
    assert "the price" in page
    assert "Wanda Writes has a draft open" in page
    assert "Restore it" not in page
    assert "Mark as to be revised" not in page


def test_who_reads_does_not_save_details(client, reader, question):
    client.force_login(reader)

    response = client.post(address("change", question), {"position": "3", "visibility": "members"})

    assert response.status_code == 403
    assert Question.objects.get().position == 100
